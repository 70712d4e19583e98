package dev.loop.topology.store;

import dev.loop.schemas.avro.Feedback;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The key of {@code feedback-by-time}: newest first within a project, then by id.
 *
 * <p>Encoded: a version byte, the project's UTF-8 with its length before it (projects need no order among themselves,
 * only not to mix), the complement of the time in big-endian with the sign flipped, and the id. The order of the bytes
 * is the order of the records.
 *
 * @param createdAt epoch milliseconds
 */
record TimeKey(String project, long createdAt, String id) {

    private static final byte VERSION = 1;

    /** A key that sorts after every other one. */
    static final byte[] END = {VERSION + 1};

    static TimeKey of(Feedback item) {
        return new TimeKey(item.getProject(), item.getCreatedAt().toEpochMilli(), item.getId());
    }

    byte[] encode() {
        return encode(project, createdAt, utf8(id));
    }

    /** @param id in UTF-8 */
    static byte[] encode(String project, long createdAt, byte[] id) {
        byte[] head = from(project, createdAt);
        byte[] key = Arrays.copyOf(head, head.length + id.length);
        System.arraycopy(id, 0, key, head.length, id.length);
        return key;
    }

    /** Returns a key that sorts before every key of that instant and after every key of a later one. */
    static byte[] from(String project, long createdAt) {
        byte[] name = project.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + Short.BYTES + name.length + Long.BYTES)
                .put(VERSION)
                .putShort((short) name.length)
                .put(name)
                .putLong(~createdAt ^ Long.MIN_VALUE)
                .array();
    }

    static byte[] utf8(String id) {
        return id.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the bytes that all keys of a project begin with. */
    static byte[] prefix(String project) {
        byte[] any = from(project, 0);
        return Arrays.copyOf(any, any.length - Long.BYTES);
    }

    static TimeKey decode(byte[] key) {
        ByteBuffer buffer = ByteBuffer.wrap(key);
        buffer.get();
        byte[] name = new byte[buffer.getShort()];
        buffer.get(name);
        long createdAt = ~(buffer.getLong() ^ Long.MIN_VALUE);
        byte[] id = new byte[buffer.remaining()];
        buffer.get(id);
        return new TimeKey(new String(name, StandardCharsets.UTF_8), createdAt, new String(id, StandardCharsets.UTF_8));
    }
}
