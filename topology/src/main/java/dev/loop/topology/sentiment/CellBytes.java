package dev.loop.topology.sentiment;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Where pages are kept when they are not in memory: bytes under bytes, in the order of the keys. */
public interface CellBytes {

    byte @Nullable [] get(byte[] key);

    void put(byte[] key, byte[] value);

    void forEach(byte[] prefix, BiConsumer<byte[], byte[]> action);
}
