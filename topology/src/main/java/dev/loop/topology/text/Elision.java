package dev.loop.topology.text;

import java.util.List;
import org.apache.lucene.analysis.CharArraySet;

/**
 * Articles and the like that French, Italian, Catalan and Irish write as one with the word behind them, as in
 * {@code l'export}. English keeps its contractions: {@code can't} is one word.
 */
public final class Elision {

    /** Articles in lower case, without the apostrophe. */
    public static final CharArraySet ARTICLES = CharArraySet.unmodifiableSet(new CharArraySet(
            List.of(
                    "agl", "all", "anch", "b", "bell", "c", "coll", "com", "cos", "d", "dagl", "dall", "degl", "dell",
                    "dov", "gl", "j", "jusqu", "l", "lorsqu", "m", "n", "negl", "nell", "nessun", "pell", "presqu",
                    "puisqu", "qu", "qualcun", "quell", "quelqu", "quest", "quoiqu", "s", "senz", "sugl", "sull", "t",
                    "un", "v"),
            true));

    private static final int LONGEST = 7;

    /** Returns the place of the apostrophe behind an article that begins at {@code from}; -1 if there is none. */
    static int apostrophe(CharSequence word, int from) {
        int end = Math.min(word.length() - 1, from + LONGEST + 1);
        for (int at = from; at < end; at++) {
            if (isApostrophe(word.charAt(at))) {
                return at > from && ARTICLES.contains(word.subSequence(from, at)) ? at : -1;
            }
        }
        return -1;
    }

    /** Returns the word without the articles before it. */
    static String stripped(String word) {
        int from = 0;
        for (int at = apostrophe(word, from); at >= 0; at = apostrophe(word, from)) {
            from = at + 1;
        }
        return word.substring(from);
    }

    /** ASCII, the typographic one, the letter of that shape, and full width. */
    static boolean isApostrophe(char c) {
        return c == '\'' || c == '\u2019' || c == '\u02BC' || c == '\uFF07';
    }

    private Elision() {}
}
