package dev.loop.topology.search;

import dev.loop.schemas.avro.Feedback;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The items that an index is made of, in the order of their keys in the store. */
public interface ItemSource {

    /**
     * Some items in a row, as they are stored.
     *
     * @param next where to go on; null after the last
     * @param sequence the last change of the index that they reflect
     * @param position how far the commands were applied then
     */
    record Portion(List<byte[]> items, byte @Nullable [] next, long sequence, long position) {}

    /**
     * Reads from a key on, while nothing is written.
     *
     * @param from inclusive; empty for the beginning
     * @param sequence tells the last change, while nothing is written
     */
    Portion from(byte[] from, int most, LongSupplier sequence);

    /** The key of an item, to be compared byte by byte without signs. */
    byte[] key(Feedback item);

    /** On the thread of the index only. */
    Feedback decode(byte[] stored);
}
