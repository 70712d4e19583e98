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

/**
 * Splits a message into words at the boundaries of Unicode (UAX #29), for any language. The language of a message is
 * unknown, so no words are left out and none are stemmed. Case, accents and widths are folded ({@link FoldingFilter}).
 * Scripts without spaces between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese) yield a word for each character
 * ({@link SplitFilter}), to be found as phrases.
 *
 * <p>The index depends on this class: change {@link #VERSION} with its behaviour.
 */
public final class MessageAnalyzer extends Analyzer {

    /** The version of the words that the analyzer makes. An index of another version is made again. */
    public static final int VERSION = 2;

    /** Shared by all threads; it keeps a chain for each. */
    static final MessageAnalyzer SHARED = new MessageAnalyzer();

    @Override
    protected TokenStreamComponents createComponents(String field) {
        StandardTokenizer words = new StandardTokenizer();
        return new TokenStreamComponents(words, new FoldingFilter(new SplitFilter(words)));
    }

    static List<Token> tokens(String text) {
        List<Token> found = new ArrayList<>();
        try (TokenStream tokens = SHARED.tokenStream("", text)) {
            CharTermAttribute word = tokens.addAttribute(CharTermAttribute.class);
            OffsetAttribute offset = tokens.addAttribute(OffsetAttribute.class);
            tokens.reset();
            while (tokens.incrementToken()) {
                found.add(new Token(word.toString(), offset.startOffset(), offset.endOffset()));
            }
            tokens.end();
            return found;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
