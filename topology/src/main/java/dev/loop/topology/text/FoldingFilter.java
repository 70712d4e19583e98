package dev.loop.topology.text;

import java.io.IOException;
import java.text.Normalizer;
import java.util.Locale;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * Folds words that people take for the same into one: {@code Größe}, {@code GROSSE} and {@code große}; {@code café},
 * composed or not; full and half width; pointed and plain Hebrew and Arabic; both apostrophes.
 */
final class FoldingFilter extends TokenFilter {

    private static final char BREVE = '\u0306';

    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);

    FoldingFilter(TokenStream input) {
        super(input);
    }

    @Override
    public boolean incrementToken() throws IOException {
        if (!input.incrementToken()) {
            return false;
        }
        char[] word = term.buffer();
        int length = term.length();
        for (int i = 0; i < length; i++) {
            char c = word[i];
            if (c >= 0x80) {
                fold(new String(word, 0, length));
                return true;
            }
            if (c >= 'A' && c <= 'Z') {
                word[i] = (char) (c + ('a' - 'A'));
            }
        }
        return true;
    }

    private void fold(String word) {
        String folded = folded(word);
        term.setEmpty().append(folded);
    }

    /** Returns the folded word; the word itself if it has nothing but accents. */
    static String folded(String word) {
        String apart = Normalizer.normalize(word, Normalizer.Form.NFKD);
        StringBuilder bare = new StringBuilder(apart.length());
        for (int i = 0; i < apart.length(); i++) {
            char c = apart.charAt(i);
            if (!isAccent(c) || c == BREVE && !bare.isEmpty() && isCyrillic(bare.charAt(bare.length() - 1))) {
                bare.append(c);
            }
        }
        char[] folded = Normalizer.normalize(bare, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replace('\u03C2', '\u03C3')
                .toCharArray();
        char[] ascii = new char[4 * folded.length];
        int length = ASCIIFoldingFilter.foldToASCII(folded, 0, ascii, 0, folded.length);
        return length > 0 ? new String(ascii, 0, length) : word;
    }

    /** Returns whether a breve makes another letter of this one, as и and й are, which nobody takes for the same. */
    private static boolean isCyrillic(char c) {
        return Character.UnicodeScript.of(c) == Character.UnicodeScript.CYRILLIC;
    }

    /** Returns whether a mark is an accent; the marks of Thai and of the scripts of India are vowels. */
    private static boolean isAccent(char c) {
        return c >= 0x0300 && c <= 0x036F || c >= 0x0591 && c <= 0x05C7 || c >= 0x064B && c <= 0x065F || c == 0x0670;
    }
}
