package dev.loop.topology.webhook.delivery;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;

/**
 * The keys of the ledger's stores: a version byte, a kind byte, and the rest in the order in which it is read. Ids are
 * UTF-8 with their length in front, numbers are big-endian and never negative, so that bytes and values sort alike.
 */
final class LedgerKeys {

    /** The longest id of an endpoint, in bytes of UTF-8. */
    static final int LONGEST_ID = 255;

    private static final byte VERSION = 1;

    /** The kind of a row. */
    enum Kind {
        /** {@code webhook-deliveries}: endpoint, sequence → heading, and the first progress. */
        DELIVERY(1),
        /** {@code webhook-deliveries}: endpoint, sequence → progress, once it has changed. */
        PROGRESS(2),
        /** {@code webhook-deliveries}: endpoint, delivery id → sequence. */
        SEQUENCE(3),
        /** {@code webhook-deliveries}: endpoint, number → an attempt. */
        ATTEMPT(4),
        /** {@code webhook-schedule}: due time, endpoint, sequence. */
        DUE(5),
        /** {@code webhook-schedule}: endpoint, sequence → the delivery waits for its turn. */
        READY(6),
        /** {@code webhook-schedule}: endpoint, sequence → the delivery waits for its time. */
        WAITING(7),
        /** {@code webhook-schedule}: endpoint, number → a replay under way. */
        REPLAY(8);

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }
    }

    /** @param sequence 0 for the endpoint as a whole */
    record Due(long at, String endpointId, long sequence) {}

    static Bytes numbered(Kind kind, String endpointId, long number) {
        byte[] id = endpointId.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(3 + id.length + Long.BYTES)
                .put(VERSION)
                .put(kind.code)
                .put((byte) id.length)
                .put(id)
                .putLong(number)
                .array());
    }

    static Bytes named(Kind kind, String endpointId, String name) {
        byte[] id = endpointId.getBytes(StandardCharsets.UTF_8);
        byte[] rest = name.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(3 + id.length + rest.length)
                .put(VERSION)
                .put(kind.code)
                .put((byte) id.length)
                .put(id)
                .put(rest)
                .array());
    }

    /** Returns the number at the end of a {@link #numbered} key. */
    static long number(Bytes key) {
        byte[] bytes = key.get();
        return ByteBuffer.wrap(bytes, bytes.length - Long.BYTES, Long.BYTES).getLong();
    }

    static Bytes due(long at, String endpointId, long sequence) {
        byte[] id = endpointId.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(3 + Long.BYTES + id.length + Long.BYTES)
                .put(VERSION)
                .put(Kind.DUE.code)
                .putLong(at)
                .put((byte) id.length)
                .put(id)
                .putLong(sequence)
                .array());
    }

    /** Returns the first key of rows that are due at a time or later. */
    static Bytes dueFrom(long at) {
        return Bytes.wrap(ByteBuffer.allocate(2 + Long.BYTES)
                .put(VERSION)
                .put(Kind.DUE.code)
                .putLong(at)
                .array());
    }

    static Due due(Bytes key) {
        ByteBuffer in = ByteBuffer.wrap(key.get());
        in.position(2);
        long at = in.getLong();
        byte[] id = new byte[in.get() & 0xff];
        in.get(id);
        return new Due(at, new String(id, StandardCharsets.UTF_8), in.getLong());
    }

    /** Returns the endpoint of a {@link #numbered} or {@link #named} key. */
    static String endpoint(Bytes key) {
        byte[] bytes = key.get();
        int length = bytes[2] & 0xff;
        return new String(bytes, 3, length, StandardCharsets.UTF_8);
    }

    /** Returns the first key of a kind, before any endpoint. */
    static Bytes first(Kind kind) {
        return Bytes.wrap(new byte[] {VERSION, kind.code});
    }

    /** Returns the key after all keys of a kind. */
    static Bytes end(Kind kind) {
        return Bytes.wrap(new byte[] {VERSION, (byte) (kind.code + 1)});
    }

    /** Returns the key of an endpoint in {@code webhook-endpoint-states}. */
    static Bytes endpoint(String endpointId) {
        byte[] id = endpointId.getBytes(StandardCharsets.UTF_8);
        byte[] key = new byte[1 + id.length];
        key[0] = VERSION;
        System.arraycopy(id, 0, key, 1, id.length);
        return Bytes.wrap(key);
    }

    static String endpointOfState(Bytes key) {
        return new String(Arrays.copyOfRange(key.get(), 1, key.get().length), StandardCharsets.UTF_8);
    }

    private LedgerKeys() {}
}
