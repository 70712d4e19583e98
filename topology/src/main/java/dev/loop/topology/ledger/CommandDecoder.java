package dev.loop.topology.ledger;

import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.JudgedBy;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code Create} in the schema that this program knows, which nearly every command is, field by field in the
 * order of the schema. Avro's own reader finds its way through the schema for every field and takes 0.6 µs where this
 * takes 0.35.
 *
 * <p>Everything else (another schema, another body, bytes that do not add up) is left to the ordinary deserializer,
 * which also has the error messages. A test compares the two.
 *
 * <p>Not thread-safe.
 */
final class CommandDecoder {

    private static final Sentiment[] SENTIMENTS = Sentiment.values();
    private static final JudgedBy[] JUDGES = JudgedBy.values();
    private static final Status[] STATUSES = Status.values();
    private static final int CREATE = 0;

    private final int schemaId;
    private byte[] bytes = {};
    private int at;

    /** @param schemaId of the schema of {@link FeedbackCommand} as it was generated from */
    CommandDecoder(int schemaId) {
        this.schemaId = schemaId;
    }

    /** Returns the command, or null for the ordinary deserializer to read. */
    @Nullable
    FeedbackCommand decode(byte[] record) {
        if (record.length < WireFormat.HEADER_SIZE
                || record[0] != WireFormat.MAGIC
                || WireFormat.schemaId(record) != schemaId) {
            return null;
        }
        bytes = record;
        at = WireFormat.HEADER_SIZE;
        try {
            FeedbackCommand command = command();
            return at == record.length ? command : null;
        } catch (IndexOutOfBoundsException | NotThis e) {
            return null;
        }
    }

    /** Thrown without a stack: it is no error, and only hands the record to the ordinary deserializer. */
    private static final class NotThis extends RuntimeException {
        private static final NotThis INSTANCE = new NotThis();

        private NotThis() {
            super(null, null, false, false);
        }
    }

    private @Nullable FeedbackCommand command() {
        String id = string();
        String project = string();
        Instant time = time();
        String actor = optionalString();
        String reason = optionalString();
        return integer() == CREATE ? new FeedbackCommand(id, project, time, actor, reason, create()) : null;
    }

    private Create create() {
        String userId = string();
        String message = string();
        Sentiment sentiment = present() ? SENTIMENTS[integer()] : null;
        String source = optionalString();
        String tag = optionalString();
        String plan = optionalString();
        Status status = STATUSES[integer()];
        Instant createdAt = time();
        Instant resolvedAt = present() ? time() : null;
        String externalId = optionalString();
        Map<String, String> metadata = metadata();
        Boolean consent = present() ? bool() : null;
        Instant updatedAt = present() ? time() : null;
        boolean keepStatus = bool();
        JudgedBy judgedBy = present() ? JUDGES[integer()] : null;
        String judgedVersion = optionalString();
        boolean unsure = bool();
        return new Create(
                userId,
                message,
                sentiment,
                source,
                tag,
                plan,
                status,
                createdAt,
                resolvedAt,
                externalId,
                metadata,
                consent,
                updatedAt,
                keepStatus,
                judgedBy,
                judgedVersion,
                unsure);
    }

    /** Reads one block, as Loop's writer writes it; the format has room for others. */
    private Map<String, String> metadata() {
        int entries = integer();
        Map<String, String> map = new HashMap<>();
        if (entries == 0) {
            return map;
        }
        for (int i = 0; i < entries; i++) {
            map.put(string(), string());
        }
        if (entries < 0 || integer() != 0) {
            throw NotThis.INSTANCE;
        }
        return map;
    }

    private @Nullable String optionalString() {
        return present() ? string() : null;
    }

    /** Reads which branch of a union of null and something follows. */
    private boolean present() {
        return switch (integer()) {
            case 0 -> false;
            case 1 -> true;
            default -> throw NotThis.INSTANCE;
        };
    }

    private boolean bool() {
        byte value = bytes[at++];
        if (value != 0 && value != 1) {
            throw NotThis.INSTANCE;
        }
        return value == 1;
    }

    private String string() {
        int length = integer();
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    private Instant time() {
        return Instant.ofEpochMilli(varint());
    }

    private int integer() {
        long value = varint();
        if (value != (int) value) {
            throw NotThis.INSTANCE;
        }
        return (int) value;
    }

    private long varint() {
        long raw = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = bytes[at++];
            raw |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return raw >>> 1 ^ -(raw & 1);
            }
        }
        throw NotThis.INSTANCE;
    }
}
