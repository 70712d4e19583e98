package dev.loop.schemas.text;

import java.nio.charset.StandardCharsets;

/**
 * Crockford's base 32 in lower case: digits and letters without i, l, o, u, so that an id can be read out on the phone.
 */
public final class Base32 {

    private static final byte[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".getBytes(StandardCharsets.US_ASCII);

    /** Encodes the first {@code characters * 5} bits. */
    public static String encode(byte[] bytes, int offset, int characters) {
        byte[] text = new byte[characters];
        int buffer = 0;
        int bits = 0;
        int next = offset;
        for (int i = 0; i < characters; i++) {
            if (bits < 5) {
                buffer = buffer << 8 | bytes[next++] & 0xff;
                bits += 8;
            }
            bits -= 5;
            text[i] = ALPHABET[buffer >>> bits & 31];
        }
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    public static boolean isDigit(char c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' && c != 'i' && c != 'l' && c != 'o' && c != 'u';
    }

    private Base32() {}
}
