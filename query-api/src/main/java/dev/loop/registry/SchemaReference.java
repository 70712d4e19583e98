package dev.loop.registry;

/**
 * A type that a schema uses and that is registered by itself.
 *
 * @param name the type's full name
 */
record SchemaReference(String name, String subject, int version) {}
