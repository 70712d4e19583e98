package dev.loop.topology.search;

import java.io.IOException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.ExitableDirectoryReader.ExitableTerms;
import org.apache.lucene.index.FilterDirectoryReader;
import org.apache.lucene.index.FilterLeafReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.QueryTimeout;
import org.apache.lucene.index.Terms;
import org.jspecify.annotations.Nullable;

/**
 * A reader that checks the time-out while words are looked up one after the other. Lucene's own also checks at each
 * value of a column, which makes filters and orders twice as slow; there the searcher's time-out is enough.
 */
final class BudgetedReader extends FilterDirectoryReader {

    private final QueryTimeout timeout;

    BudgetedReader(DirectoryReader reader, QueryTimeout timeout) throws IOException {
        super(reader, new SubReaderWrapper() {
            @Override
            public LeafReader wrap(LeafReader leaf) {
                return new PatientLeaf(leaf, timeout);
            }
        });
        this.timeout = timeout;
    }

    @Override
    protected DirectoryReader doWrapDirectoryReader(DirectoryReader reader) throws IOException {
        return new BudgetedReader(reader, timeout);
    }

    @Override
    public CacheHelper getReaderCacheHelper() {
        return in.getReaderCacheHelper();
    }

    private static final class PatientLeaf extends FilterLeafReader {
        private final QueryTimeout timeout;

        PatientLeaf(LeafReader leaf, QueryTimeout timeout) {
            super(leaf);
            this.timeout = timeout;
        }

        @Override
        public @Nullable Terms terms(String field) throws IOException {
            Terms terms = in.terms(field);
            return terms == null ? null : new ExitableTerms(terms, timeout);
        }

        @Override
        public CacheHelper getCoreCacheHelper() {
            return in.getCoreCacheHelper();
        }

        @Override
        public CacheHelper getReaderCacheHelper() {
            return in.getReaderCacheHelper();
        }
    }
}
