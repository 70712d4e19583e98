package dev.loop.schemas.text;

import java.util.Optional;

/**
 * Invisible characters, which a name must not hold: they make two names look alike, as do those that turn the direction
 * of text. Joiners are allowed where scripts and emoji need them.
 */
public final class Invisible {

    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;
    private static final int HANGUL_FILLER = 0x3164;
    private static final int HALFWIDTH_HANGUL_FILLER = 0xFFA0;
    private static final int MONGOLIAN_VOWEL_SEPARATOR = 0x180E;

    /** The emoji that begins a flag; tags behind it spell the region. */
    private static final int BLACK_FLAG = 0x1F3F4;

    private static final int FIRST_TAG = 0xE0020;
    private static final int LAST_TAG = 0xE007F;

    /** Returns the index of the first forbidden character; empty if there is none. */
    public static Optional<Integer> in(String name) {
        int before = 0;
        boolean flag = false;
        for (int i = 0; i < name.length(); ) {
            int c = name.codePointAt(i);
            int end = i + Character.charCount(c);
            boolean tag = c >= FIRST_TAG && c <= LAST_TAG;
            if (tag ? !flag : isInvisible(c) && !joins(c, before, end < name.length() ? name.codePointAt(end) : 0)) {
                return Optional.of(i);
            }
            flag = c == BLACK_FLAG || flag && tag;
            before = c;
            i = end;
        }
        return Optional.empty();
    }

    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.FORMAT -> !isSeen(c);
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> c == HANGUL_FILLER || c == HALFWIDTH_HANGUL_FILLER;
        };
    }

    /**
     * Returns whether a format character is visible: signs around numbers in Arabic, Syriac and Kaithi, and the
     * separator of vowels in Mongolian.
     */
    private static boolean isSeen(int c) {
        return c >= 0x0600 && c <= 0x0605
                || c == 0x06DD
                || c == 0x070F
                || c == 0x0890
                || c == 0x0891
                || c == 0x08E2
                || c == 0x110BD
                || c == 0x110CD
                || c == MONGOLIAN_VOWEL_SEPARATOR;
    }

    /**
     * Returns whether a joiner stands between two characters of which one is beyond ASCII, as in Persian words and in
     * composed emoji.
     */
    private static boolean joins(int c, int before, int after) {
        return (c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER)
                && (before > 0x7F || after > 0x7F)
                && before != 0
                && after != 0
                && !isInvisible(before)
                && !isInvisible(after);
    }

    private Invisible() {}
}
