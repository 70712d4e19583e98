package dev.loop.registry;

import java.util.List;

/** What makes two schemas the same one: the text, documentation included, and what it refers to. */
record SchemaBody(String text, List<SchemaReference> references) {}
