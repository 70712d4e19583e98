package dev.loop.registry;

/** A registry that keeps nothing, for tests of other packages. */
public final class RegistryInMemory {

    public static EmbeddedSchemaRegistry open() {
        return new EmbeddedSchemaRegistry(new MemoryLog());
    }

    private RegistryInMemory() {}
}
