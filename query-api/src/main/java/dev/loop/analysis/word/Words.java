package dev.loop.analysis.word;

import dev.loop.topology.text.Elision;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.WordlistLoader;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.miscellaneous.LengthFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.util.ElisionFilter;

/**
 * Splits a message into words at the boundaries of Unicode (UAX #29), in lower case, without English stop words and
 * words without a letter. An elided article is taken off, as in {@code l'export}. Scripts without spaces between words, such as Chinese, yield pairs of neighbouring
 * characters.
 */
final class Words {

    /** The limit of words of one message, so that one long text cannot take the memory. */
    static final int MOST = 200;

    private static final int SHORTEST = 2;
    private static final int LONGEST = 40;
    private static final Analyzer ANALYZER = new Splitting(stopWords());

    /** Returns each word once. */
    static Set<String> of(String message) {
        var words = new LinkedHashSet<String>();
        // Phones write don’t; the list of stop words has don't.
        try (TokenStream tokens = ANALYZER.tokenStream("message", message.replace('\u2019', '\''))) {
            CharTermAttribute token = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            while (words.size() < MOST && tokens.incrementToken()) {
                if (hasLetter(token)) {
                    words.add(token.toString());
                }
            }
            return words;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static boolean hasLetter(CharSequence word) {
        for (int i = 0; i < word.length(); i += Character.charCount(Character.codePointAt(word, i))) {
            if (Character.isLetter(Character.codePointAt(word, i))) {
                return true;
            }
        }
        return false;
    }

    private static CharArraySet stopWords() {
        try (InputStream list = Objects.requireNonNull(SnowballFilter.class.getResourceAsStream("english_stop.txt"))) {
            return WordlistLoader.getSnowballWordSet(new InputStreamReader(list, StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The analyzer; Lucene keeps a chain for each thread. */
    private static final class Splitting extends Analyzer {

        private final CharArraySet stopWords;

        private Splitting(CharArraySet stopWords) {
            this.stopWords = stopWords;
        }

        @Override
        protected TokenStreamComponents createComponents(String field) {
            var tokenizer = new StandardTokenizer();
            return new TokenStreamComponents(
                    tokenizer,
                    new LengthFilter(
                            new StopFilter(
                                    new CJKBigramFilter(
                                            new ElisionFilter(new LowerCaseFilter(tokenizer), Elision.ARTICLES)),
                                    stopWords),
                            SHORTEST,
                            LONGEST));
        }
    }

    private Words() {}
}
