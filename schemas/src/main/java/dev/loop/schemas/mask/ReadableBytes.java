package dev.loop.schemas.mask;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Bytes of an unknown format, read as UTF-8 wherever they are. A byte that belongs to no character reads as one that
 * stands for nothing, so each character knows its place.
 */
final class ReadableBytes {

    private static final char UNREADABLE = '\uFFFD';

    private final byte[] bytes;
    private final StringBuilder text;
    /** For each character, its first byte. One more tells the end. */
    private final int[] places;

    ReadableBytes(byte[] bytes) {
        this.bytes = bytes;
        this.text = new StringBuilder(bytes.length);
        this.places = new int[bytes.length + 1];
        int at = 0;
        while (at < bytes.length) {
            int length = length(at);
            places[text.length()] = at;
            if (length == 4) {
                // The second unit of the pair ends where the character ends.
                places[text.length() + 1] = at + length;
                text.appendCodePoint(point(at, length));
            } else {
                text.append(length == 0 ? UNREADABLE : (char) point(at, length));
            }
            at += Math.max(1, length);
        }
        places[text.length()] = at;
    }

    String text() {
        return text.toString();
    }

    /** Returns the bytes with an X for each byte of a digit of the numbers, and of a digit or letter of the others. */
    byte[] without(List<Finding> numbers, List<Finding> others) {
        if (numbers.isEmpty() && others.isEmpty()) {
            return bytes;
        }
        byte[] masked = bytes.clone();
        String read = text();
        numbers.forEach(finding -> cross(finding, read, masked, i -> Characters.digit(read, i) >= 0));
        others.forEach(finding -> cross(finding, read, masked, i -> Character.isLetterOrDigit(read.codePointAt(i))));
        return masked;
    }

    private void cross(Finding finding, String read, byte[] masked, IntPredicate out) {
        for (int i = finding.from(); i < finding.to(); i = Characters.after(read, i)) {
            if (out.test(i)) {
                Arrays.fill(masked, places[i], places[Characters.after(read, i)], (byte) 'X');
            }
        }
    }

    /** Returns how many bytes the character has that begins here, or 0 if none does. */
    private int length(int at) {
        int lead = bytes[at] & 0xFF;
        int length = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
        if (at + length > bytes.length) {
            return 0;
        }
        for (int i = at + 1; i < at + length; i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        int point = length == 0 ? 0 : point(at, length);
        boolean valid = length < 3
                || length == 3 && point >= 0x800 && (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                || length == 4 && point >= Character.MIN_SUPPLEMENTARY_CODE_POINT && point <= Character.MAX_CODE_POINT;
        return valid ? length : 0;
    }

    private int point(int at, int length) {
        int point = length == 1 ? bytes[at] : bytes[at] & 0xFF >> length + 1;
        for (int i = at + 1; i < at + length; i++) {
            point = point << 6 | bytes[i] & 0x3F;
        }
        return point;
    }
}
