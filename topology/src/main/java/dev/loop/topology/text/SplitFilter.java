package dev.loop.topology.text;

import java.io.IOException;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.analysis.tokenattributes.TypeAttribute;

/**
 * Splits further what UAX #29 leaves whole.
 *
 * <p>Runs of scripts without spaces are split into characters, each with its marks. The tokenizer itself does so for
 * Han and Hiragana; it leaves runs of Katakana, Thai and the like whole, and a word inside would not be found. Words
 * joined by a full stop, a colon or a low line, as in {@code broken.Please}, are split: people leave the space out more
 * often than they write of hosts, and a host is found as a phrase. Between digits these signs stay: {@code 2.1}.
 *
 * <p>An elided article is a word of its own ({@link Elision}): {@code l'export} is found by {@code export}, and as a phrase.
 */
final class SplitFilter extends TokenFilter {

    private static final String KATAKANA = StandardTokenizer.TOKEN_TYPES[StandardTokenizer.KATAKANA];
    private static final String SOUTHEAST_ASIAN = StandardTokenizer.TOKEN_TYPES[StandardTokenizer.SOUTHEAST_ASIAN];

    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final OffsetAttribute offset = addAttribute(OffsetAttribute.class);
    private final TypeAttribute type = addAttribute(TypeAttribute.class);
    private String run = "";
    private int next;
    private int start;
    private boolean characters;

    SplitFilter(TokenStream input) {
        super(input);
    }

    @Override
    public boolean incrementToken() throws IOException {
        while (true) {
            if (next < run.length()) {
                int from = next;
                next = characters ? characterEnd(from) : wordEnd(from);
                if (next > from) {
                    term.setEmpty().append(run, from, next);
                    offset.setOffset(start + from, start + next);
                    return true;
                }
                next++;
                continue;
            }
            if (!input.incrementToken()) {
                return false;
            }
            String kind = type.type();
            characters = kind.equals(KATAKANA) || kind.equals(SOUTHEAST_ASIAN);
            if (!characters && !hasJoiner() && Elision.apostrophe(term, 0) < 0) {
                return true;
            }
            run = term.toString();
            next = 0;
            start = offset.startOffset();
        }
    }

    private boolean hasJoiner() {
        char[] word = term.buffer();
        for (int i = 0; i < term.length(); i++) {
            if (word[i] == '.' || word[i] == ':' || word[i] == '_') {
                return true;
            }
        }
        return false;
    }

    private int wordEnd(int from) {
        if (from > 0 && Elision.isApostrophe(run.charAt(from))) {
            return from;
        }
        int article = Elision.apostrophe(run, from);
        if (article >= 0) {
            return article;
        }
        int at = from;
        while (at < run.length() && !separates(at)) {
            at++;
        }
        return at;
    }

    private boolean separates(int at) {
        char c = run.charAt(at);
        boolean joiner = c == '.' || c == ':' || c == '_';
        boolean inNumber = at > 0
                && at + 1 < run.length()
                && Character.isDigit(run.charAt(at - 1))
                && Character.isDigit(run.charAt(at + 1));
        return joiner && !inNumber;
    }

    private int characterEnd(int from) {
        int at = from + Character.charCount(run.codePointAt(from));
        while (at < run.length() && isMark(run.codePointAt(at))) {
            at += Character.charCount(run.codePointAt(at));
        }
        return at;
    }

    private static boolean isMark(int character) {
        int kind = Character.getType(character);
        // Unicode counts the two half-width voicing signs as letters; they are marks once their width is folded.
        return kind == Character.NON_SPACING_MARK
                || kind == Character.COMBINING_SPACING_MARK
                || character == '\uFF9E'
                || character == '\uFF9F';
    }

    @Override
    public void reset() throws IOException {
        super.reset();
        run = "";
        next = 0;
    }
}
