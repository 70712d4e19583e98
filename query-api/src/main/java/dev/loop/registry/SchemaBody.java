package dev.loop.registry;

import java.util.List;

/** The identity of a schema: its text, documentation included, and its references. */
record SchemaBody(String text, List<SchemaReference> references) {}
