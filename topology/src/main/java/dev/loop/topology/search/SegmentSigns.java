package dev.loop.topology.search;

import java.io.IOException;
import org.apache.lucene.index.ByteVectorValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.util.hnsw.RandomAccessVectorValues;
import org.jspecify.annotations.Nullable;

/**
 * The signs of the items of one segment, from the first to the last. They are read by the block: to read those of each item
 * takes three times as long.
 */
final class SegmentSigns {

    private static final int ITEMS_OF_BLOCK = 64;

    private final RandomAccessVectorValues.@Nullable Bytes values;
    private final int size;
    private final boolean allHaveThem;
    private final long[] block = new long[ITEMS_OF_BLOCK * SignCode.WORDS];

    /** The number of the item among those that have signs, and of the block that is read. */
    private int number;

    private int blockNumber = -1;

    private SegmentSigns(RandomAccessVectorValues.@Nullable Bytes values, int items) {
        this.values = values;
        this.size = values == null ? 0 : values.size();
        this.allHaveThem = size == items;
    }

    static SegmentSigns none() {
        return new SegmentSigns(null, 1);
    }

    static SegmentSigns of(LeafReader segment) throws IOException {
        ByteVectorValues values = segment.getByteVectorValues(Fields.SIGNS);
        return new SegmentSigns((RandomAccessVectorValues.Bytes) values, segment.maxDoc());
    }

    /** Moves to an item behind the one before. Returns whether it has signs. */
    boolean advanceExact(int item) throws IOException {
        if (values == null || size == 0) {
            return false;
        }
        if (allHaveThem) {
            number = item;
        } else {
            int its = -1;
            while (number < size && (its = values.ordToDoc(number)) < item) {
                number++;
            }
            if (its != item) {
                return false;
            }
        }
        if (number / ITEMS_OF_BLOCK != blockNumber) {
            read(values.getSlice(), number / ITEMS_OF_BLOCK);
        }
        return true;
    }

    private void read(IndexInput slice, int wanted) throws IOException {
        int first = wanted * ITEMS_OF_BLOCK;
        slice.seek((long) first * SignCode.BYTES);
        slice.readLongs(block, 0, Math.min(ITEMS_OF_BLOCK, size - first) * SignCode.WORDS);
        blockNumber = wanted;
    }

    /** Returns the number of signs in which the item differs. */
    int distance(SignCode asked) {
        return asked.distance(block, number % ITEMS_OF_BLOCK * SignCode.WORDS);
    }
}
