package dev.loop.topology.search;

import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Match;
import dev.loop.topology.question.Tally;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TwoPhaseIterator;
import org.apache.lucene.search.Weight;

/**
 * The part of a {@link FeedbackFilter} besides text and time, as a query over columns. Each tag, plan and source of a
 * segment is matched against the filter once, when it is first met.
 */
final class ItemFilterQuery extends Query {

    private static final byte TAKEN = 1;
    private static final byte REFUSED = 2;

    private final FeedbackFilter filter;

    ItemFilterQuery(FeedbackFilter filter) {
        this.filter = filter;
    }

    @Override
    public Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float boost) {
        return new ConstantScoreWeight(this, boost) {
            @Override
            public Scorer scorer(LeafReaderContext leaf) throws IOException {
                DocIdSetIterator all = DocIdSetIterator.all(leaf.reader().maxDoc());
                List<Condition> conditions = conditions(leaf.reader());
                return conditions.isEmpty()
                        ? new ConstantScoreScorer(this, boost, scoreMode, all)
                        : new ConstantScoreScorer(this, boost, scoreMode, new Conditions(all, conditions));
            }

            @Override
            public boolean isCacheable(LeafReaderContext leaf) {
                return true;
            }
        };
    }

    /** A condition on one column. */
    private interface Condition {
        boolean accepts(int item) throws IOException;
    }

    private static final class Conditions extends TwoPhaseIterator {
        private final List<Condition> conditions;

        Conditions(DocIdSetIterator all, List<Condition> conditions) {
            super(all);
            this.conditions = conditions;
        }

        @Override
        public boolean matches() throws IOException {
            for (Condition condition : conditions) {
                if (!condition.accepts(approximation.docID())) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public float matchCost() {
            return 10 * conditions.size();
        }
    }

    private List<Condition> conditions(LeafReader leaf) throws IOException {
        List<Condition> conditions = new ArrayList<>();
        add(conditions, leaf, Fields.PROJECT, Match.oneOf(List.of(filter.project())));
        for (Dimension dimension : Dimension.values()) {
            add(conditions, leaf, Fields.of(dimension), filter.match(dimension));
        }
        boolean[] outcomes = new boolean[Tally.COUNTS];
        boolean all = true;
        for (int outcome = 0; outcome < outcomes.length; outcome++) {
            outcomes[outcome] = filter.accepts(Tally.sentiment(outcome)) && filter.accepts(Tally.status(outcome));
            all &= outcomes[outcome];
        }
        if (!all) {
            NumericDocValues values = DocValues.getNumeric(leaf, Fields.OUTCOME);
            conditions.add(item -> values.advanceExact(item) && outcomes[(int) values.longValue()]);
        }
        if (!filter.user().any()) {
            BinaryDocValues users = DocValues.getBinary(leaf, Fields.USER);
            conditions.add(item -> users.advanceExact(item)
                    && filter.user().accepts(users.binaryValue().utf8ToString()));
        }
        if (!filter.metadata().isEmpty()) {
            BinaryDocValues metadata = DocValues.getBinary(leaf, Fields.METADATA);
            conditions.add(item ->
                    accepts(metadata.advanceExact(item) ? metadata.binaryValue().utf8ToString() : ""));
        }
        if (!filter.judged().any()) {
            NumericDocValues unsure = DocValues.getNumeric(leaf, Fields.UNSURE);
            SortedDocValues languages = DocValues.getSorted(leaf, Fields.LANGUAGE);
            conditions.add(item -> filter.judged()
                    .accepts(
                            unsure.advanceExact(item),
                            languages.advanceExact(item)
                                    ? languages.lookupOrd(languages.ordValue()).utf8ToString()
                                    : null));
        }
        Match themes = filter.judged().theme();
        if (!themes.any()) {
            SortedDocValues joined = DocValues.getSorted(leaf, Fields.THEME);
            conditions.add(item -> themes.accepts(
                    joined.advanceExact(item)
                            ? joined.lookupOrd(joined.ordValue()).utf8ToString()
                            : null));
        }
        return conditions;
    }

    private boolean accepts(String metadata) {
        for (Map.Entry<String, Match> wanted : filter.metadata().entrySet()) {
            if (!wanted.getValue().accepts(Fields.value(metadata, wanted.getKey()))) {
                return false;
            }
        }
        return true;
    }

    private static void add(List<Condition> conditions, LeafReader leaf, String field, Match match) throws IOException {
        if (match.any()) {
            return;
        }
        SortedDocValues names = DocValues.getSorted(leaf, field);
        if (names.getValueCount() == 1 && match.accepts(names.lookupOrd(0).utf8ToString())) {
            return;
        }
        byte[] known = new byte[names.getValueCount()];
        conditions.add(item -> {
            if (!names.advanceExact(item)) {
                return false;
            }
            int name = names.ordValue();
            if (known[name] == 0) {
                known[name] = match.accepts(names.lookupOrd(name).utf8ToString()) ? TAKEN : REFUSED;
            }
            return known[name] == TAKEN;
        });
    }

    @Override
    public void visit(QueryVisitor visitor) {
        visitor.visitLeaf(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ItemFilterQuery query && query.filter.equals(filter);
    }

    @Override
    public int hashCode() {
        return filter.hashCode();
    }

    @Override
    public String toString(String field) {
        return filter.toString();
    }
}
