package dev.loop.schemas.mask;

/** The kinds of characters that the rules tell apart. Indexes are of UTF-16 units. */
final class Characters {

    private static final String SEPARATING_SIGNS = ".*·";
    private static final String SPACE_OF_HTML = "&nbsp;";
    private static final int LONGEST_REFERENCE = 9;

    /** Returns the value of the decimal digit of any script at an index, or -1. */
    static int digit(String text, int index) {
        char unit = text.charAt(index);
        if (unit < 0x80) {
            return unit >= '0' && unit <= '9' ? unit - '0' : -1;
        }
        int point = text.codePointAt(index);
        return Character.isDigit(point) ? Character.digit(point, 10) : -1;
    }

    static int after(String text, int index) {
        return index + Character.charCount(text.codePointAt(index));
    }

    static boolean isInvisible(char unit) {
        return unit >= 0xAD
                && (unit == 0xAD || unit == 0xFEFF || Character.getType(unit) == Character.FORMAT)
                && !Character.isSurrogate(unit);
    }

    static boolean isDash(char unit) {
        return unit == '-' || unit == '−' || unit > 0x7F && Character.getType(unit) == Character.DASH_PUNCTUATION;
    }

    static boolean isLineBreak(char unit) {
        return unit == '\n' || unit == '\r';
    }

    /**
     * Returns the index after the sign that may stand between two groups of digits, or the index itself if none does: a
     * space of any width, a dash of any kind, a dot, a star, an invisible character, or a space as HTML writes it.
     */
    static int afterSeparator(String text, int index) {
        char unit = text.charAt(index);
        if (unit == '&') {
            if (text.regionMatches(true, index, SPACE_OF_HTML, 0, SPACE_OF_HTML.length())) {
                return index + SPACE_OF_HTML.length();
            }
            int end = afterReference(text, index);
            return end > index && separates(referred(text, index, end)) ? end : index;
        }
        return separates(unit) ? index + 1 : index;
    }

    private static boolean separates(char unit) {
        return unit == ' '
                || unit == '\t'
                || SEPARATING_SIGNS.indexOf(unit) >= 0
                || isDash(unit)
                || unit > 0x7F && (Character.isSpaceChar(unit) || isInvisible(unit));
    }

    /** Returns the index after a character reference of HTML, such as {@code &#160;}, or the index itself if none is there. */
    static int afterReference(String text, int index) {
        if (!text.startsWith("&#", index)) {
            return index;
        }
        int most = Math.min(text.length(), index + LONGEST_REFERENCE);
        for (int i = index + 2; i < most; i++) {
            if (text.charAt(i) == ';') {
                return i + 1;
            }
        }
        return index;
    }

    private static char referred(String text, int index, int end) {
        boolean hexadecimal = text.regionMatches(true, index + 2, "x", 0, 1);
        try {
            int point = Integer.parseInt(text.substring(index + (hexadecimal ? 3 : 2), end - 1), hexadecimal ? 16 : 10);
            return point >= 0 && point <= Character.MAX_VALUE ? (char) point : 'x';
        } catch (NumberFormatException e) {
            return 'x';
        }
    }

    /** Returns whether a letter stands at an index, of a script that puts spaces between words. */
    static boolean isLetterOfSpacedScript(int point) {
        if (point < 0x80) {
            return Character.isLetter(point);
        }
        if (!Character.isLetter(point) || point == 'ー') {
            return false;
        }
        return switch (Character.UnicodeScript.of(point)) {
            case HIRAGANA, KATAKANA, HAN, THAI, LAO, KHMER, MYANMAR -> false;
            default -> true;
        };
    }

    private Characters() {}
}
