package dev.loop.topology.search;

import dev.loop.schemas.item.MeaningVector;
import dev.loop.topology.question.SearchHit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.PriorityQueue;
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

    /** The order by signs; of equal ones the newest come first, as they do in the end. */
    private static final Comparator<Candidate> BY_SIGNS = Comparator.comparingInt(Candidate::distance)
            .thenComparing(Comparator.comparingLong(Candidate::createdAt).reversed());

    private record Candidate(int distance, long createdAt, LeafReaderContext leaf, int item) {}

    private final byte[] asked;
    private final SignCode signs;
    private final int mostRead;
    private final PriorityQueue<Candidate> candidates;
    private long unread;

    /** The most signs that a further candidate may differ in. */
    private int most = MeaningVector.WIDTH;

    private @Nullable LeafReaderContext leaf;
    private SegmentSigns segment = SegmentSigns.none();
    private NumericDocValues createdAt = DocValues.emptyNumeric();

    NearestCollector(byte[] asked, int mostRead) {
        this.asked = asked;
        this.signs = new SignCode(asked);
        this.mostRead = mostRead;
        this.candidates = new PriorityQueue<>(mostRead) {
            @Override
            protected boolean lessThan(Candidate one, Candidate other) {
                return BY_SIGNS.compare(one, other) > 0;
            }
        };
    }

    @Override
    protected void doSetNextReader(LeafReaderContext next) throws IOException {
        leaf = next;
        segment = SegmentSigns.of(next.reader());
        createdAt = DocValues.getNumeric(next.reader(), Fields.CREATED_AT);
    }

    @Override
    public void collect(int item) throws IOException {
        if (!segment.advanceExact(item)) {
            unread++;
            return;
        }
        int distance = segment.distance(signs);
        if (distance <= most && createdAt.advanceExact(item)) {
            candidates.insertWithOverflow(
                    new Candidate(distance, createdAt.longValue(), Objects.requireNonNull(leaf), item));
            if (candidates.size() == mostRead) {
                most = candidates.top().distance();
            }
        }
    }

    /** Returns the number of items that were met and have no vector. */
    long unread() {
        return unread;
    }

    /** Returns the nearest items, in the order of {@link SearchHit#ORDER}; the score is the cosine. */
    List<SearchHit> nearest(int limit) throws IOException {
        List<Candidate> found = new ArrayList<>();
        candidates.forEach(found::add);
        found.sort(Comparator.<Candidate>comparingInt(one -> one.leaf().ord).thenComparingInt(Candidate::item));
        List<SearchHit> places = new ArrayList<>();
        Columns columns = null;
        for (Candidate one : found) {
            if (columns == null || columns.leaf != one.leaf()) {
                columns = new Columns(one.leaf());
            }
            columns.add(one, places);
        }
        places.sort(SearchHit.ORDER);
        return places.size() <= limit ? places : List.copyOf(places.subList(0, limit));
    }

    /** What is read of the candidates in a segment. */
    private final class Columns {
        private final LeafReaderContext leaf;
        private final BinaryDocValues vectors;
        private final BinaryDocValues ids;
        private final byte[] vector = new byte[MeaningVector.WIDTH];

        Columns(LeafReaderContext leaf) throws IOException {
            this.leaf = leaf;
            this.vectors = DocValues.getBinary(leaf.reader(), Fields.VECTOR);
            this.ids = DocValues.getBinary(leaf.reader(), Fields.ID);
        }

        void add(Candidate one, List<SearchHit> places) throws IOException {
            if (vectors.advanceExact(one.item()) && ids.advanceExact(one.item())) {
                BytesRef bytes = vectors.binaryValue();
                System.arraycopy(bytes.bytes, bytes.offset, vector, 0, vector.length);
                places.add(new SearchHit(
                        (float) MeaningVector.cosine(asked, vector),
                        one.createdAt(),
                        ids.binaryValue().utf8ToString()));
            }
        }
    }

    @Override
    public ScoreMode scoreMode() {
        return ScoreMode.COMPLETE_NO_SCORES;
    }
}
