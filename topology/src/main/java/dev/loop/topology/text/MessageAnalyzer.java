package dev.loop.topology.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;

/**
 * Splits a message into words at the boundaries of Unicode (UAX #29), for any language. No words are left out. Case,
 * accents and widths are folded ({@link FoldingFilter}), and words that have other forms are followed by a mark of them
 * ({@link FormFilter}). Scripts without spaces between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese) yield a word for each character
 * ({@link SplitFilter}), to be found as phrases.
 *
 * <p>The index depends on this class: change {@link #VERSION} with its behaviour.
 */
public final class MessageAnalyzer extends Analyzer {

    /** The version of the words that the analyzer makes. An index of another version is made again. */
    public static final int VERSION = 3;

    /** Shared by all threads; it keeps a chain for each. */
    static final MessageAnalyzer SHARED = new MessageAnalyzer();

    @Override
    protected TokenStreamComponents createComponents(String field) {
        StandardTokenizer words = new StandardTokenizer();
        return new TokenStreamComponents(words, new FormFilter(new FoldingFilter(new SplitFilter(words))));
    }

    /** Returns what the index takes in of a text. The caller closes it, and uses no other on its thread until then. */
    public static TokenStream stream(String text, List<Language> languages) {
        FormFilter stream = (FormFilter) SHARED.tokenStream("", text);
        stream.read(languages);
        return stream;
    }

    static List<Token> tokens(String text, List<Language> languages) {
        List<Token> found = new ArrayList<>();
        try (TokenStream tokens = stream(text, languages)) {
            CharTermAttribute word = tokens.addAttribute(CharTermAttribute.class);
            OffsetAttribute offset = tokens.addAttribute(OffsetAttribute.class);
            PositionIncrementAttribute place = tokens.addAttribute(PositionIncrementAttribute.class);
            tokens.reset();
            while (tokens.incrementToken()) {
                if (place.getPositionIncrement() > 0) {
                    found.add(new Token(word.toString(), "", offset.startOffset(), offset.endOffset()));
                } else {
                    int last = found.size() - 1;
                    found.set(last, found.get(last).with(word.toString()));
                }
            }
            tokens.end();
            return found;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
