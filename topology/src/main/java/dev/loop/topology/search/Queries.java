package dev.loop.topology.search;

import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.text.Clause;
import java.util.List;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.AutomatonQuery;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MultiPhraseQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.SynonymQuery;
import org.apache.lucene.search.TermQuery;

/**
 * Translates filters and texts into queries of Lucene.
 *
 * <p>Words and phrases score by BM25. A clause that stands for many words scores a constant, which does not depend on
 * the words that a partition happens to have, and more where the word itself is there.
 */
final class Queries {

    private static final float FORMS_SCORE = 0.5f;
    private static final float PREFIX_SCORE = 0.5f;
    private static final float SIMILAR_SCORE = 0.25f;

    /**
     * Returns the query for a filter, its text included.
     *
     * @param held the forms of the index that is asked
     */
    static Query of(FeedbackFilter filter, HeldForms held) {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        all.add(
                filter.text().map(text -> of(text.root(), held)).orElseGet(MatchAllDocsQuery::new),
                BooleanClause.Occur.MUST);
        all.add(new ItemFilterQuery(filter), BooleanClause.Occur.FILTER);
        if (filter.from().isPresent() || filter.to().isPresent()) {
            all.add(
                    LongPoint.newRangeQuery(
                            Fields.CREATED_AT,
                            filter.from().map(from -> from.toEpochMilli()).orElse(Long.MIN_VALUE),
                            filter.to().map(to -> to.toEpochMilli() - 1).orElse(Long.MAX_VALUE)),
                    BooleanClause.Occur.FILTER);
        }
        return all.build();
    }

    static Query of(Clause clause, HeldForms held) {
        if (clause instanceof Clause.Phrase phrase) {
            return phrase.words().size() == 1
                    ? new TermQuery(new Term(Fields.MESSAGE, phrase.words().get(0)))
                    : new PhraseQuery(Fields.MESSAGE, phrase.words().toArray(String[]::new));
        }
        if (clause instanceof Clause.Forms forms) {
            return forms.words().size() == 1 ? forms(forms.words().get(0), held) : forms(forms.words(), held);
        }
        if (clause instanceof Clause.Prefix prefix) {
            Term start = new Term(Fields.MESSAGE, prefix.start());
            return withExact(start, new PrefixQuery(start), PREFIX_SCORE);
        }
        if (clause instanceof Clause.Similar similar) {
            Term word = new Term(Fields.MESSAGE, similar.word());
            BooleanQuery.Builder meant = new BooleanQuery.Builder();
            meant.add(withExact(word, similar(word, similar), SIMILAR_SCORE), BooleanClause.Occur.SHOULD);
            // A word that is one letter off comes before one that is two off.
            similar.nearer()
                    .map(nearer -> scored(similar(word, nearer), SIMILAR_SCORE))
                    .ifPresent(nearer -> meant.add(nearer, BooleanClause.Occur.SHOULD));
            return meant.build();
        }
        BooleanQuery.Builder parts = new BooleanQuery.Builder();
        if (clause instanceof Clause.Any any) {
            any.alternatives().forEach(one -> parts.add(of(one, held), BooleanClause.Occur.SHOULD));
            return parts.build();
        }
        Clause.All all = (Clause.All) clause;
        if (all.wanted().isEmpty()) {
            parts.add(new MatchAllDocsQuery(), BooleanClause.Occur.MUST);
        }
        all.wanted().forEach(one -> parts.add(of(one, held), BooleanClause.Occur.MUST));
        all.unwanted().forEach(one -> parts.add(of(one, held), BooleanClause.Occur.MUST_NOT));
        return parts.build();
    }

    /** Scores all forms as one word, and the written one twice, so that messages with that come first. */
    private static Query forms(Clause.Forms.Word word, HeldForms held) {
        SynonymQuery.Builder all = new SynonymQuery.Builder(Fields.MESSAGE);
        held.terms(word).forEach(all::addTerm);
        return all.build();
    }

    private static Query forms(List<Clause.Forms.Word> words, HeldForms held) {
        MultiPhraseQuery.Builder all = new MultiPhraseQuery.Builder();
        words.forEach(word -> all.add(held.terms(word).toArray(Term[]::new)));
        String[] written = words.stream().map(Clause.Forms.Word::written).toArray(String[]::new);
        return new BooleanQuery.Builder()
                .add(scored(all.build(), FORMS_SCORE), BooleanClause.Occur.SHOULD)
                .add(new PhraseQuery(Fields.MESSAGE, written), BooleanClause.Occur.SHOULD)
                .build();
    }

    private static Query similar(Term word, Clause.Similar similar) {
        return new AutomatonQuery(word, similar.automaton());
    }

    private static Query scored(Query many, float score) {
        return new BoostQuery(new ConstantScoreQuery(many), score);
    }

    private static Query withExact(Term exact, Query many, float score) {
        return new BooleanQuery.Builder()
                .add(scored(many, score), BooleanClause.Occur.SHOULD)
                .add(new TermQuery(exact), BooleanClause.Occur.SHOULD)
                .build();
    }

    private Queries() {}
}
