package dev.loop.topology.store;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.JudgedBy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Writes an item as Avro binary, field by field in the order of the schema. Avro's own writer finds its way through the
 * schema and through conversions of time for every item, and takes three times as long; a test holds this one to it.
 *
 * <p>Not thread-safe.
 */
final class ItemEncoder {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    /** Reused: a new encoder for each item would make three more objects. */
    private BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);

    /** @param first a byte to put in front */
    byte[] encode(byte first, Feedback item) {
        out.reset();
        out.write(first);
        boolean written = false;
        try {
            write(item);
            encoder.flush();
            written = true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (!written) {
                // The failed encoder still holds half an item, which it would write in front of the next one.
                encoder = EncoderFactory.get().binaryEncoder(out, null);
            }
        }
        return out.toByteArray();
    }

    private void write(Feedback item) throws IOException {
        encoder.writeString(item.getId());
        encoder.writeString(item.getProject());
        encoder.writeString(item.getUserId());
        encoder.writeString(item.getMessage());
        encoder.writeEnum(item.getSentiment().ordinal());
        writeText(item.getSource());
        writeText(item.getTag());
        writeText(item.getPlan());
        encoder.writeEnum(item.getStatus().ordinal());
        writeTime(item.getCreatedAt());
        writeTime(item.getReceivedAt());
        writeTime(item.getUpdatedAt());
        writeOptional(item.getResolvedAt());
        writeText(item.getExternalId());
        writeMetadata(item.getMetadata());
        Optional<Boolean> consent = item.getConsent();
        encoder.writeIndex(consent.isPresent() ? 1 : 0);
        if (consent.isPresent()) {
            encoder.writeBoolean(consent.get());
        }
        encoder.writeLong(item.getRevision());
        encoder.writeLong(item.getCommandOffset());
        writeJudgement(item);
    }

    private void writeJudgement(Feedback item) throws IOException {
        Optional<JudgedBy> judgedBy = item.getJudgedBy();
        encoder.writeIndex(judgedBy.isPresent() ? 1 : 0);
        if (judgedBy.isPresent()) {
            encoder.writeEnum(judgedBy.get().ordinal());
        }
        writeText(item.getJudgedVersion());
        encoder.writeLong(item.getJudgedRevision());
        encoder.writeBoolean(item.getUnsure());
        Optional<Float> sure = item.getSure();
        encoder.writeIndex(sure.isPresent() ? 1 : 0);
        if (sure.isPresent()) {
            encoder.writeFloat(sure.get());
        }
        writeText(item.getLanguage());
        writeOptional(item.getChangedAt());
        writeBytes(item.getExplanation());
        writeText(item.getMasked());
        writeBytes(item.getVector());
        writeBytes(item.getPersonWord());
        writeText(item.getTaggedBy());
        writeText(item.getTheme());
    }

    private void writeTime(Instant time) throws IOException {
        encoder.writeLong(time.toEpochMilli());
    }

    private void writeOptional(Optional<Instant> time) throws IOException {
        encoder.writeIndex(time.isPresent() ? 1 : 0);
        if (time.isPresent()) {
            writeTime(time.get());
        }
    }

    private void writeBytes(Optional<ByteBuffer> bytes) throws IOException {
        encoder.writeIndex(bytes.isPresent() ? 1 : 0);
        if (bytes.isPresent()) {
            encoder.writeBytes(bytes.get());
        }
    }

    private void writeText(Optional<String> text) throws IOException {
        encoder.writeIndex(text.isPresent() ? 1 : 0);
        if (text.isPresent()) {
            encoder.writeString(text.get());
        }
    }

    private void writeMetadata(Map<String, String> metadata) throws IOException {
        encoder.writeMapStart();
        encoder.setItemCount(metadata.size());
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            encoder.startItem();
            encoder.writeString(entry.getKey());
            encoder.writeString(entry.getValue());
        }
        encoder.writeMapEnd();
    }
}
