package dev.loop.topology.store;

import dev.loop.schemas.avro.Feedback;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The place of an item, as the table of ids keeps it: a kind byte, the time, the project.
 *
 * @param erased whether there is no item any more
 */
record ItemLocation(boolean erased, String project, long createdAt) {

    private static final byte PRESENT = 1;
    private static final byte ERASED = 2;

    static final ItemLocation GONE = new ItemLocation(true, "", 0);

    static ItemLocation of(Feedback item) {
        return new ItemLocation(false, item.getProject(), item.getCreatedAt().toEpochMilli());
    }

    /**
     * Returns the key of the item in {@code feedback-by-time}.
     *
     * @param id in UTF-8
     */
    byte[] timeKey(byte[] id) {
        return TimeKey.encode(project, createdAt, id);
    }

    byte[] encode() {
        byte[] name = project.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + Long.BYTES + name.length)
                .put(erased ? ERASED : PRESENT)
                .putLong(createdAt)
                .put(name)
                .array();
    }

    static ItemLocation decode(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        boolean erased = buffer.get() == ERASED;
        long createdAt = buffer.getLong();
        return erased
                ? GONE
                : new ItemLocation(
                        false,
                        new String(bytes, buffer.position(), buffer.remaining(), StandardCharsets.UTF_8),
                        createdAt);
    }
}
