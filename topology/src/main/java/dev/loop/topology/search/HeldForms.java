package dev.loop.topology.search;

import dev.loop.topology.text.Clause;
import dev.loop.topology.text.Language;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;

/**
 * The languages of which an index has forms. A search has each word's forms in all languages, and most indexes hold one
 * or two: to look for the others would cost more than the search itself.
 */
final class HeldForms {

    private final Set<String> marks;

    private HeldForms(Set<String> marks) {
        this.marks = marks;
    }

    /** Reads the beginning of one mark of each language, and leaps over the rest. */
    static HeldForms of(IndexReader reader) throws IOException {
        Set<String> marks = new HashSet<>();
        for (LeafReaderContext leaf : reader.leaves()) {
            TermsEnum terms = Terms.getTerms(leaf.reader(), Fields.MESSAGE).iterator();
            String from = Language.FIRST_MARK;
            while (terms.seekCeil(new BytesRef(from)) != TermsEnum.SeekStatus.END
                    && Language.isForm(terms.term().utf8ToString())) {
                String mark = Language.markOf(terms.term().utf8ToString());
                marks.add(mark);
                from = mark + Character.MAX_VALUE;
            }
        }
        return new HeldForms(marks);
    }

    /** Returns what the index may have a word as. */
    List<Term> terms(Clause.Forms.Word word) {
        return Stream.concat(Stream.of(word.written()), word.forms().stream().filter(this::hold))
                .map(term -> new Term(Fields.MESSAGE, term))
                .toList();
    }

    boolean hold(String form) {
        return marks.contains(Language.markOf(form));
    }
}
