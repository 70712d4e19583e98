package dev.loop.topology.search;

import dev.loop.schemas.item.MeaningVector;
import dev.loop.topology.question.Facet;
import dev.loop.topology.question.Facets;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.question.SearchHit;
import dev.loop.topology.question.TextStatistics;
import dev.loop.topology.sentiment.SentimentCells;
import dev.loop.topology.text.TextQuery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** One state of the index of one partition, valid while it is open. */
public final class Searching implements AutoCloseable {

    private static final SortField NEWEST = new SortField(Fields.CREATED_AT, SortField.Type.LONG, true);

    private static final SortField BY_ID = new SortField(Fields.ID, SortField.Type.STRING_VAL);
    private static final Sort BY_SCORE = new Sort(SortField.FIELD_SCORE, NEWEST, BY_ID);
    private static final Sort BY_TIME = new Sort(NEWEST, BY_ID);

    private final DirectoryReader reader;
    private final long change;
    private final long position;
    private final ReadBudget budget;
    private final Consumer<Throwable> damaged;

    /**
     * @param reader held for this one; released when it closes
     * @param change the last one that it shows
     * @param position position of the command behind that change
     * @param damaged called if it cannot be read as it was written
     */
    Searching(DirectoryReader reader, long change, long position, ReadBudget budget, Consumer<Throwable> damaged) {
        this.damaged = damaged;
        this.reader = reader;
        this.change = change;
        this.position = position;
        this.budget = budget;
    }

    /**
     * Returns how far the commands are applied in what is searched, if they were applied up to {@code known} when the
     * last change was {@code lastChange}, which may be outdated by now.
     */
    public long position(long lastChange, long known) {
        return change > lastChange ? position : known;
    }

    /** Returns this partition's part of a search's statistics. Items that have lately gone or changed still count. */
    public TextStatistics statistics(FeedbackFilter filter) {
        return reading(() -> {
            long messages = 0;
            long words = 0;
            for (LeafReaderContext leaf : reader.leaves()) {
                Terms terms = Terms.getTerms(leaf.reader(), Fields.MESSAGE);
                messages += terms.getDocCount();
                words += terms.getSumTotalTermFreq();
            }
            HeldForms held = HeldForms.of(reader);
            List<Long> having = new ArrayList<>();
            for (Map.Entry<String, Set<String>> word : scored(filter).entrySet()) {
                having.add(having(word.getKey(), word.getValue(), held));
            }
            return new TextStatistics(messages, words, having);
        });
    }

    /** An item has forms of one language, and has their mark unless it has the word as one without other forms. */
    private long having(String word, Set<String> terms, HeldForms held) throws IOException {
        long written = 0;
        long marked = 0;
        for (String term : terms) {
            if (term.equals(word)) {
                written = reader.docFreq(new Term(Fields.MESSAGE, term));
            } else if (held.hold(term)) {
                marked += reader.docFreq(new Term(Fields.MESSAGE, term));
            }
        }
        return Math.max(written, marked);
    }

    /**
     * Returns the first items after a place, in the order of {@link SearchHit#ORDER}.
     *
     * @param statistics statistics of all partitions, to rank by; empty for newest first
     */
    public List<SearchHit> top(
            FeedbackFilter filter, Optional<TextStatistics> statistics, Optional<SearchHit> after, int limit) {
        if (reader.maxDoc() == 0) {
            return List.of();
        }
        boolean ranked = statistics.isPresent();
        FieldDoc last = after.map(place -> fieldDoc(place, ranked)).orElse(null);
        return reading(() -> {
            ScoreDoc[] found = searcher(filter, statistics.orElse(null))
                    .searchAfter(last, Queries.of(filter, HeldForms.of(reader)), limit, ranked ? BY_SCORE : BY_TIME)
                    .scoreDocs;
            List<SearchHit> places = new ArrayList<>(found.length);
            for (ScoreDoc one : found) {
                Object[] fields = ((FieldDoc) one).fields;
                int next = ranked ? 1 : 0;
                places.add(new SearchHit(
                        ranked ? (Float) fields[0] : 0,
                        (Long) fields[next],
                        ((BytesRef) fields[next + 1]).utf8ToString()));
            }
            return places;
        });
    }

    /** Lucene goes on after all items in the same place up to this number; it is the highest, since ids differ. */
    private FieldDoc fieldDoc(SearchHit place, boolean ranked) {
        BytesRef id = new BytesRef(place.id());
        return new FieldDoc(
                reader.maxDoc() - 1,
                place.score(),
                ranked ? new Object[] {place.score(), place.createdAt(), id} : new Object[] {place.createdAt(), id});
    }

    public Facets facets(FeedbackFilter filter) {
        return reading(() -> {
            FacetCollector collector = new FacetCollector();
            searcher(filter, null).search(Queries.of(filter, HeldForms.of(reader)), collector);
            return collector.facets();
        });
    }

    /**
     * The items nearest to a meaning.
     *
     * @param places in the order of {@link SearchHit#ORDER}, with the cosine as the score
     * @param unread items that the filter takes, and whose meaning is not known
     */
    public record Nearest(List<SearchHit> places, long unread) {}

    /**
     * Returns the items that a filter takes and that are nearest to a meaning.
     *
     * @param vector as {@link MeaningVector} has it
     */
    public Nearest nearest(FeedbackFilter filter, byte[] vector, int limit) {
        return reading(() -> {
            NearestCollector collector = new NearestCollector(vector, NearestCollector.MOST_READ);
            searcher(filter, null).search(Queries.of(filter, HeldForms.of(reader)), collector);
            return new Nearest(collector.nearest(reader, limit), collector.unread());
        });
    }

    /** Counts items as {@code FeedbackView.count} does. */
    public void count(
            FeedbackFilter filter, List<? extends Facet> groupBy, long @Nullable [] bounds, SentimentCells.Sink sink) {
        reading(() -> {
            searcher(filter, null)
                    .search(Queries.of(filter, HeldForms.of(reader)), new TallyCollector(groupBy, bounds, sink));
            return true;
        });
    }

    /** Passes on every item that a filter takes, in portions and in no particular order. */
    public void each(FeedbackFilter filter, int portion, Consumer<List<SearchHit>> action) {
        reading(() -> {
            HitCollector collector = new HitCollector(portion, action);
            searcher(filter, null).search(Queries.of(filter, HeldForms.of(reader)), collector);
            collector.rest();
            return true;
        });
    }

    private RankingSearcher searcher(FeedbackFilter filter, @Nullable TextStatistics statistics) throws IOException {
        return new RankingSearcher(reader, scored(filter), statistics, budget);
    }

    private static SortedMap<String, Set<String>> scored(FeedbackFilter filter) {
        return filter.text().map(TextQuery::rankingWords).orElseGet(TreeMap::new);
    }

    private interface Read<T> {
        T get() throws IOException;
    }

    private <T> T reading(Read<T> read) {
        try {
            return read.get();
        } catch (IOException | IndexOutOfBoundsException | NegativeArraySizeException | ArithmeticException e) {
            damaged.accept(e);
            throw new TextIndexBuildingException("The text index was found damaged and is being made again");
        }
    }

    @Override
    public void close() {
        reading(() -> {
            ((IndexReader) reader).decRef();
            return true;
        });
    }
}
