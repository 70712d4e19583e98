package dev.loop.topology.search;

import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.question.TextStatistics;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.QueryTimeout;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermStatistics;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Searches one partition with the statistics of all partitions. Patience is asked while words are looked up and while
 * items are visited; its exception ends the search.
 */
final class RankingSearcher extends IndexSearcher {

    private final @Nullable TextStatistics statistics;
    private final Map<BytesRef, Long> having = new HashMap<>();

    /** @param words the words that the statistics are about */
    RankingSearcher(
            DirectoryReader reader,
            SortedMap<String, Set<String>> words,
            @Nullable TextStatistics statistics,
            ReadBudget budget)
            throws IOException {
        super(new BudgetedReader(reader, timeout(budget)));
        this.statistics = statistics;
        if (statistics != null) {
            int number = 0;
            for (Set<String> terms : words.values()) {
                long items = statistics.having().get(number++);
                // Two words may be forms of one.
                terms.forEach(term -> having.merge(new BytesRef(term), items, Math::max));
            }
        }
        setQueryCache(null);
        setTimeout(timeout(budget));
    }

    private static QueryTimeout timeout(ReadBudget budget) {
        return () -> {
            budget.check();
            return false;
        };
    }

    @Override
    public TermStatistics termStatistics(Term term, int here, long occurrences) throws IOException {
        if (statistics == null) {
            return super.termStatistics(term, here, occurrences);
        }
        // The count is missing if the first message with the word came in after the statistics were gathered.
        long everywhere = Math.max(1, Math.min(having.getOrDefault(term.bytes(), 1L), messages()));
        return new TermStatistics(term.bytes(), everywhere, everywhere);
    }

    @Override
    public @Nullable CollectionStatistics collectionStatistics(String field) throws IOException {
        if (statistics == null) {
            return super.collectionStatistics(field);
        }
        return new CollectionStatistics(
                field, messages(), messages(), Math.max(messages(), statistics.words()), messages());
    }

    private long messages() {
        return statistics == null ? 0 : Math.max(1, statistics.messages());
    }
}
