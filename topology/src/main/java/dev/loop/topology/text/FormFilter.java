package dev.loop.topology.text;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;

/**
 * Adds to each word, in the same place, the mark of its forms ({@link Language#form}): {@code crashing} is followed by
 * the mark of {@code crash}. A search of the word alone does not see the mark, and one of all forms looks for nothing
 * else, in the same field. Phrases of either kind therefore need no second field with all words.
 */
final class FormFilter extends TokenFilter {

    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final PositionIncrementAttribute place = addAttribute(PositionIncrementAttribute.class);
    private List<Language> languages = List.of();
    private String form = "";

    FormFilter(TokenStream input) {
        super(input);
    }

    /** Makes the forms those of these languages from now on. */
    void read(List<Language> others) {
        languages = others;
    }

    @Override
    public boolean incrementToken() throws IOException {
        if (!form.isEmpty()) {
            term.setEmpty().append(form);
            place.setPositionIncrement(0);
            form = "";
            return true;
        }
        // The filter before this one sets only what it changes.
        place.setPositionIncrement(1);
        if (!input.incrementToken()) {
            return false;
        }
        form = languages.isEmpty() ? "" : Language.form(term.toString(), languages);
        return true;
    }

    @Override
    public void reset() throws IOException {
        super.reset();
        form = "";
    }
}
