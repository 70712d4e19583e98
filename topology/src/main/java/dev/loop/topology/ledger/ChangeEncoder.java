package dev.loop.topology.ledger;

import dev.loop.schemas.avro.ChangeType;
import dev.loop.schemas.wire.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Writes items and changes as the topics carry them, from items that are encoded already: in Avro a record inside a
 * record is its own bytes, so an item goes to the changelog, to {@code feedback} and into its change at the price of one
 * encoding. A test holds the result to what the generated class reads.
 *
 * <p>Not thread-safe.
 */
final class ChangeEncoder {

    /** The place where the Avro part of a stored item begins. */
    private static final int AVRO = 1;

    private final byte[] itemHeader;
    private final byte[] changeHeader;
    private final byte[] vectorHeader;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    private BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);

    ChangeEncoder(int itemSchemaId, int changeSchemaId, int vectorSchemaId) {
        this.itemHeader = WireFormat.header(itemSchemaId);
        this.changeHeader = WireFormat.header(changeSchemaId);
        this.vectorHeader = WireFormat.header(vectorSchemaId);
    }

    /** Returns a value of {@code feedback}. */
    byte[] item(byte[] stored) {
        return behind(itemHeader, stored);
    }

    /** Returns a value of {@code feedback-vectors}. */
    byte[] vector(byte[] stored) {
        return behind(vectorHeader, stored);
    }

    private static byte[] behind(byte[] header, byte[] stored) {
        byte[] record = Arrays.copyOf(header, header.length + stored.length - AVRO);
        System.arraycopy(stored, AVRO, record, header.length, stored.length - AVRO);
        return record;
    }

    /**
     * Returns a value of {@code feedback-events}.
     *
     * @param at epoch milliseconds
     * @param before as stored; null if there is none to show
     * @param after likewise
     */
    byte[] change(
            ChangeType type,
            String id,
            String project,
            long revision,
            long at,
            Optional<String> actor,
            Optional<String> reason,
            byte @Nullable [] before,
            byte @Nullable [] after) {
        out.reset();
        out.writeBytes(changeHeader);
        boolean written = false;
        try {
            encoder.writeString(eventId(id, revision));
            encoder.writeEnum(type.ordinal());
            encoder.writeString(id);
            encoder.writeString(project);
            encoder.writeLong(revision);
            encoder.writeLong(at);
            writeOptional(actor);
            writeOptional(reason);
            writeOptional(before);
            writeOptional(after);
            encoder.flush();
            written = true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (!written) {
                // The encoder holds half a change, which it would write in front of the next one.
                encoder = EncoderFactory.get().binaryEncoder(out, null);
            }
        }
        return out.toByteArray();
    }

    /** Returns the event id, which is the same for the same change, however often it is made. */
    static String eventId(String id, long revision) {
        return "evt_" + id.substring(id.indexOf('_') + 1) + "_" + revision;
    }

    private void writeOptional(Optional<String> text) throws IOException {
        encoder.writeIndex(text.isPresent() ? 1 : 0);
        if (text.isPresent()) {
            encoder.writeString(text.get());
        }
    }

    private void writeOptional(byte @Nullable [] stored) throws IOException {
        encoder.writeIndex(stored == null ? 0 : 1);
        if (stored != null) {
            encoder.writeFixed(stored, AVRO, stored.length - AVRO);
        }
    }
}
