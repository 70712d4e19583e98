package dev.loop.topology.webhook.delivery;

import java.nio.ByteBuffer;
import java.util.Base64;

/** The place where a list goes on, as text that is safe in a URL. Each list has cursors of its own. */
enum Cursor {
    DELIVERIES((byte) 1),
    ATTEMPTS((byte) 2);

    private final byte code;

    Cursor(byte code) {
        this.code = code;
    }

    String write(long number) {
        byte[] bytes =
                ByteBuffer.allocate(1 + Long.BYTES).put(code).putLong(number).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** @throws IllegalArgumentException if the text is no cursor of this list */
    long read(String text) {
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        if (bytes.length != 1 + Long.BYTES || bytes[0] != code) {
            throw new IllegalArgumentException("not a cursor of this list");
        }
        long number = ByteBuffer.wrap(bytes, 1, Long.BYTES).getLong();
        if (number < 0) {
            throw new IllegalArgumentException("not a cursor of this list");
        }
        return number;
    }
}
