package dev.loop.topology.search;

import dev.loop.schemas.avro.Feedback;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The items that an index is made of, in the order of their keys in the store. */
public interface ItemSource {

    /**
     * A run of items, as they are stored.
     *
     * @param next key to go on at; null after the last
     * @param sequence the last change of the index that the items reflect
     * @param position the applied position of the commands at that time
     */
    record Portion(List<byte[]> items, byte @Nullable [] next, long sequence, long position) {}

    /**
     * Reads from a key on, while nothing is written.
     *
     * @param from inclusive; empty for the beginning
     * @param sequence tells the last change
     */
    Portion from(byte[] from, int most, LongSupplier sequence);

    /** Returns the key of an item, to be compared as unsigned bytes. */
    byte[] key(Feedback item);

    /** Decodes an item; called on the thread of the index only. */
    Feedback decode(byte[] stored);
}
