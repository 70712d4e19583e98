package dev.loop.api.odata;

import org.jspecify.annotations.Nullable;

/**
 * A piece of a query option.
 *
 * @param text its text
 * @param value value of a literal
 * @param at index of its beginning, from 0
 */
record QueryToken(Kind kind, String text, @Nullable Object value, int at) {

    enum Kind {
        /** A name, a keyword, an operator. */
        WORD,
        STRING,
        NUMBER,
        DATE,
        TIME,
        OPEN,
        CLOSE,
        COMMA,
        SLASH,
        COLON,
        END
    }

    boolean is(Kind wanted) {
        return kind == wanted;
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && text.equals(word);
    }

    /** Returns the token as an error message shows it. */
    String shown() {
        return kind == Kind.END ? "the end" : QueryErrors.quote(text);
    }
}
