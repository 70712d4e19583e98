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
 * Splits a message into words, where Unicode says so (UAX #29), for any language: nothing is known of the language of a
 * message, so no words are left out and none cut to a stem. Case, accents and widths are folded ({@link FoldingFilter}).
 * Scripts that put no spaces between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese) give a word for each character
 * ({@link SplitFilter}), which are found as phrases.
 *
 * <p>What is indexed was made by it: change {@link #VERSION} with what it does.
 */
public final class MessageAnalyzer extends Analyzer {

    /** Of the words that it makes of a text. An index made with another one is made again. */
    public static final int VERSION = 1;

    /** Keeps a chain for each thread. */
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
