package dev.loop.topology.sentiment;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Stores pages that are not in memory: bytes under byte keys, in the order of the keys. */
public interface CellBytes {

    byte @Nullable [] get(byte[] key);

    void put(byte[] key, byte[] value);

    void forEach(byte[] prefix, BiConsumer<byte[], byte[]> action);
}
