package dev.loop.topology.search;

import dev.loop.schemas.item.MeaningVector;
import dev.loop.topology.question.SearchHit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Finds the items whose meaning is nearest to a vector, in two steps: it passes over the signs of all of them, then reads
 * the vectors of the few that these leave, and orders by the angle itself. The order is thus that of all items, unless the
 * signs of one lie by more than chance would have it.
 *
 * <p>There is no graph of neighbours to keep, which takes a hundred times as long to make and is made again for a single
 * erased item. A filter takes its part of the pass away.
 */
final class NearestCollector extends SimpleCollector {

    /** The number of items whose vectors are read. */
    static final int MOST_READ = 5_000;

    private static final int[] NONE = {};

    private final byte[] asked;
    private final SignCode signs;
    private final int mostRead;

    /** The items by the number of signs in which they differ. Of those with the greatest number some may be too many. */
    private final int[][] byDistance = new int[MeaningVector.WIDTH + 1][];

    private final int[] counts = new int[MeaningVector.WIDTH + 1];
    private int greatest = MeaningVector.WIDTH;
    private int kept;
    private long unread;

    private int firstOfSegment;
    private SegmentSigns segment = SegmentSigns.none();

    NearestCollector(byte[] asked, int mostRead) {
        this.asked = asked;
        this.signs = new SignCode(asked);
        this.mostRead = mostRead;
        Arrays.fill(byDistance, NONE);
    }

    @Override
    protected void doSetNextReader(LeafReaderContext next) throws IOException {
        firstOfSegment = next.docBase;
        segment = SegmentSigns.of(next.reader());
    }

    @Override
    public void collect(int item) throws IOException {
        if (!segment.advanceExact(item)) {
            unread++;
            return;
        }
        int distance = segment.distance(signs);
        if (distance <= greatest) {
            keep(firstOfSegment + item, distance);
        }
    }

    private void keep(int item, int distance) {
        int count = counts[distance]++;
        byDistance[distance] = ArrayUtil.grow(byDistance[distance], count + 1);
        byDistance[distance][count] = item;
        kept++;
        while (kept - counts[greatest] >= mostRead) {
            kept -= counts[greatest];
            counts[greatest] = 0;
            byDistance[greatest] = NONE;
            greatest--;
        }
    }

    /** Returns the number of items that were met and have no vector. */
    long unread() {
        return unread;
    }

    /**
     * Returns the nearest items, in the order of {@link SearchHit#ORDER}; the score is the cosine.
     *
     * @param reader the one that was searched
     */
    List<SearchHit> nearest(IndexReader reader, int limit) throws IOException {
        List<Placed> found = new ArrayList<>();
        Columns columns = null;
        for (int item : toRead(reader)) {
            columns = Columns.at(item, columns, reader);
            found.add(new Placed(columns.cosine(item, asked), columns.createdAt(item), item));
        }
        found.sort(Placed.ORDER);
        List<Placed> first = found.subList(0, end(found, limit));
        first.sort(Comparator.comparingInt(Placed::item));
        List<SearchHit> places = new ArrayList<>();
        columns = null;
        for (Placed one : first) {
            columns = Columns.at(one.item(), columns, reader);
            places.add(new SearchHit(one.cosine(), one.createdAt(), columns.id(one.item())));
        }
        places.sort(SearchHit.ORDER);
        return places.size() <= limit ? places : List.copyOf(places.subList(0, limit));
    }

    /** Returns where the first items end, with those of equal place with the last of them: their ids decide. */
    private static int end(List<Placed> found, int limit) {
        int end = Math.min(limit, found.size());
        while (end > 0 && end < found.size() && Placed.ORDER.compare(found.get(end - 1), found.get(end)) == 0) {
            end++;
        }
        return end;
    }

    private record Placed(float cosine, long createdAt, int item) {
        static final Comparator<Placed> ORDER = (one, other) -> {
            int byCosine = Float.compare(other.cosine, one.cosine);
            return byCosine != 0 ? byCosine : Long.compare(other.createdAt, one.createdAt);
        };
    }

    /** Returns the items whose vectors are read, in the order of the index: of those that differ most, the newest. */
    private int[] toRead(IndexReader reader) throws IOException {
        int most = Math.min(kept, mostRead);
        int[] items = new int[most];
        int filled = 0;
        for (int distance = 0; distance < greatest; distance++) {
            System.arraycopy(byDistance[distance], 0, items, filled, counts[distance]);
            filled += counts[distance];
        }
        int[] last = newest(Arrays.copyOf(byDistance[greatest], counts[greatest]), most - filled, reader);
        System.arraycopy(last, 0, items, filled, last.length);
        Arrays.sort(items);
        return items;
    }

    private static int[] newest(int[] items, int most, IndexReader reader) throws IOException {
        if (items.length <= most) {
            return items;
        }
        List<Placed> times = new ArrayList<>();
        Columns columns = null;
        for (int item : items) {
            columns = Columns.at(item, columns, reader);
            times.add(new Placed(0, columns.createdAt(item), item));
        }
        times.sort(Placed.ORDER);
        return times.stream().limit(most).mapToInt(Placed::item).toArray();
    }

    /** What is read of the items of a segment, from the first to the last. */
    private static final class Columns {
        private final LeafReaderContext segment;
        private final NumericDocValues createdAt;
        private final BinaryDocValues vectors;
        private final BinaryDocValues ids;

        private Columns(LeafReaderContext segment) throws IOException {
            this.segment = segment;
            this.createdAt = DocValues.getNumeric(segment.reader(), Fields.CREATED_AT);
            this.vectors = DocValues.getBinary(segment.reader(), Fields.VECTOR);
            this.ids = DocValues.getBinary(segment.reader(), Fields.ID);
        }

        /** @param before what was read before an item, if it was read in order */
        static Columns at(int item, @Nullable Columns before, IndexReader reader) throws IOException {
            if (before != null
                    && item < before.segment.docBase + before.segment.reader().maxDoc()) {
                return before;
            }
            return new Columns(reader.leaves().get(ReaderUtil.subIndex(item, reader.leaves())));
        }

        long createdAt(int item) throws IOException {
            return createdAt.advanceExact(item - segment.docBase) ? createdAt.longValue() : 0;
        }

        float cosine(int item, byte[] asked) throws IOException {
            if (!vectors.advanceExact(item - segment.docBase)) {
                return 0;
            }
            BytesRef vector = vectors.binaryValue();
            return (float) MeaningVector.cosine(asked, vector.bytes, vector.offset);
        }

        String id(int item) throws IOException {
            return ids.advanceExact(item - segment.docBase) ? ids.binaryValue().utf8ToString() : "";
        }
    }

    @Override
    public ScoreMode scoreMode() {
        return ScoreMode.COMPLETE_NO_SCORES;
    }
}
