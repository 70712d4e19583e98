package dev.loop.schemas.text;

import java.util.Locale;
import java.util.Optional;

/**
 * The rules for text: it holds nothing that UTF-8 or a database cannot. Lengths are in characters; a pair of surrogates
 * is one.
 */
public final class TextRules {

    private static final int SHOWN = 40;

    /**
     * Checks a name: one line, not empty, without control characters, invisible characters or white space around it.
     */
    public static void label(FieldErrors errors, String field, String value, int longest) {
        if (value.isEmpty()) {
            errors.add(field, "is empty", "give it a value");
            return;
        }
        if (!length(errors, field, value, longest)) {
            return;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isISOControl(c)) {
                errors.add(
                        field,
                        "holds the control character " + codePoint(c) + " at offset " + i,
                        "take it out; a name is one line of printable text");
                return;
            }
            if (Character.isSurrogate(c)) {
                if (isLone(value, i)) {
                    lone(errors, field, i, c);
                    return;
                }
                i++;
            }
        }
        Optional<Integer> invisible = Invisible.in(value);
        if (invisible.isPresent()) {
            int c = value.codePointAt(invisible.get());
            errors.add(
                    field,
                    "holds " + String.format(Locale.ROOT, "U+%04X", c) + " (" + Character.getName(c) + ") at offset "
                            + invisible.get(),
                    "take it out; nobody sees it, and the name would look like another one");
            return;
        }
        if (Character.isWhitespace(value.charAt(0)) || Character.isWhitespace(value.charAt(value.length() - 1))) {
            errors.add(
                    field, "has white space around it", "trim it, or it would be another name than the same without");
        }
    }

    /** Checks free text, which may have lines and tabs and may be empty. */
    public static void text(FieldErrors errors, String field, String value, int longest) {
        if (!length(errors, field, value, longest)) {
            return;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == 0) {
                errors.add(field, "holds NUL at offset " + i, "take U+0000 out; databases cannot hold it");
                return;
            }
            if (Character.isSurrogate(c)) {
                if (isLone(value, i)) {
                    lone(errors, field, i, c);
                    return;
                }
                i++;
            }
        }
    }

    /**
     * Returns whether a value is a line of printable ASCII with no white space around it. Nearly all values from
     * programs are: apart from its length, nothing can be wrong with such a value, and the name of its field need not
     * be built.
     */
    public static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return !value.isEmpty() && value.charAt(0) != ' ' && value.charAt(value.length() - 1) != ' ';
    }

    /** Returns a value for a message: quoted, cut, and made printable. */
    public static String quote(String value) {
        var shown = new StringBuilder("\"");
        int end = Math.min(value.length(), SHOWN);
        for (int i = 0; i < end; i++) {
            char c = value.charAt(i);
            boolean hidden = Character.isISOControl(c)
                    || Character.isSurrogate(c)
                    || Character.getType(c) == Character.FORMAT
                    || c == '"';
            shown.append(hidden ? '·' : c);
        }
        return shown.append(value.length() > SHOWN ? "…\"" : "\"").toString();
    }

    private static boolean length(FieldErrors errors, String field, String value, int longest) {
        if (value.length() <= longest) {
            return true;
        }
        int length = value.codePointCount(0, value.length());
        if (length <= longest) {
            return true;
        }
        errors.add(
                field,
                String.format(Locale.ROOT, "has %,d characters", length),
                String.format(Locale.ROOT, "shorten it to at most %,d", longest));
        return false;
    }

    private static boolean isLone(String value, int i) {
        return Character.isLowSurrogate(value.charAt(i))
                || i + 1 == value.length()
                || !Character.isLowSurrogate(value.charAt(i + 1));
    }

    private static void lone(FieldErrors errors, String field, int offset, char c) {
        errors.add(
                field,
                "holds half a character, the lone surrogate " + codePoint(c) + ", at offset " + offset,
                "send the whole character, or cut the text between characters; UTF-8 cannot hold half of one");
    }

    private static String codePoint(char c) {
        return String.format(Locale.ROOT, "U+%04X", (int) c);
    }

    private TextRules() {}
}
