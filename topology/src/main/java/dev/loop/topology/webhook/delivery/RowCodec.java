package dev.loop.topology.webhook.delivery;

import dev.loop.schemas.TrustedRecords;
import dev.loop.schemas.avro.AttemptKind;
import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.topology.webhook.DeliveryStatus;
import dev.loop.topology.webhook.schedule.Breaker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the values of the ledger's stores: a version byte and Avro's binary primitives, without a registry, so that a
 * store can be restored with nothing but the broker. A new shape takes a new version byte and keeps the reader of the
 * old.
 *
 * <p>Not thread-safe; cheap to make.
 */
final class RowCodec {

    static {
        TrustedRecords.install();
    }

    private static final byte VERSION = 1;

    /** The content of a delivery's own row. */
    record Entry(Heading heading, DeliveryProgress progress, ByteBuffer body) {}

    @FunctionalInterface
    private interface Writing {
        void write(BinaryEncoder out) throws IOException;
    }

    @FunctionalInterface
    private interface ReadingOf<T> {
        T read(BinaryDecoder in) throws IOException;
    }

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    private final SpecificDatumWriter<WebhookAttempt> attemptWriter =
            new SpecificDatumWriter<>(WebhookAttempt.getClassSchema());
    private final SpecificDatumReader<WebhookAttempt> attemptReader =
            new SpecificDatumReader<>(WebhookAttempt.getClassSchema());
    private BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    private BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(new byte[0], null);

    byte[] entry(Heading heading, DeliveryProgress progress, ByteBuffer body) {
        return write(out -> {
            out.writeString(heading.id());
            out.writeString(heading.eventId());
            out.writeString(heading.type());
            out.writeLong(heading.createdAt());
            out.writeLong(heading.receivedAt());
            writeProgress(out, progress);
            out.writeBytes(body.duplicate());
        });
    }

    Entry entry(byte[] row) {
        return read(row, in -> new Entry(readHeading(in), readProgress(in), in.readBytes(null)));
    }

    byte[] progress(DeliveryProgress progress) {
        return write(out -> writeProgress(out, progress));
    }

    DeliveryProgress progress(byte[] row) {
        return read(row, this::readProgress);
    }

    byte[] attempt(WebhookAttempt attempt) {
        return write(out -> attemptWriter.write(attempt, out));
    }

    WebhookAttempt attempt(byte[] row) {
        return read(row, in -> attemptReader.read(null, in));
    }

    byte[] replay(ReplayOrder order) {
        return write(out -> {
            out.writeLong(order.at());
            out.writeLong(order.next());
            out.writeLong(order.last());
            out.writeLong(order.since());
            out.writeLong(order.until());
            out.writeInt(order.statuses().size());
            for (DeliveryStatus status : order.statuses()) {
                out.writeString(status.word());
            }
            out.writeInt(order.deliveries().size());
            for (String delivery : order.deliveries()) {
                out.writeString(delivery);
            }
        });
    }

    ReplayOrder replay(byte[] row) {
        return read(row, in -> {
            long at = in.readLong();
            long next = in.readLong();
            long last = in.readLong();
            long since = in.readLong();
            long until = in.readLong();
            Set<DeliveryStatus> statuses = EnumSet.noneOf(DeliveryStatus.class);
            for (int left = in.readInt(); left > 0; left--) {
                statuses.add(DeliveryStatus.of(in.readString()).orElseThrow());
            }
            List<String> deliveries = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                deliveries.add(in.readString());
            }
            return new ReplayOrder(at, next, last, since, until, statuses, deliveries);
        });
    }

    byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    long number(byte[] row) {
        return ByteBuffer.wrap(row).getLong();
    }

    byte[] state(EndpointState state) {
        return write(out -> {
            out.writeString(state.id);
            out.writeString(state.project);
            out.writeLong(state.firstSequence);
            out.writeLong(state.lastSequence);
            out.writeLong(state.lastTicket);
            out.writeLong(state.firstAttempt);
            out.writeLong(state.lastAttempt);
            out.writeLong(state.lastReplay);
            out.writeLong(state.ready);
            out.writeLong(state.waiting);
            out.writeLong(state.dispatched);
            out.writeLong(state.delivered);
            out.writeLong(state.failed);
            out.writeLong(state.parked);
            out.writeLong(state.readySince);
            out.writeInt(state.breaker.failures());
            out.writeLong(state.breaker.cooldown());
            out.writeLong(state.breaker.openUntil());
            out.writeLong(state.breaker.probe());
            out.writeLong(state.pausedUntil);
            out.writeLong(state.failingSince);
            out.writeLong(state.lastSuccessAt);
            out.writeLong(state.lastFailureAt);
            out.writeLong(state.disabledAt);
            out.writeString(state.disabledReason);
        });
    }

    EndpointState state(byte[] row) {
        return read(row, in -> {
            EndpointState state = new EndpointState(in.readString(), in.readString());
            state.firstSequence = in.readLong();
            state.lastSequence = in.readLong();
            state.lastTicket = in.readLong();
            state.firstAttempt = in.readLong();
            state.lastAttempt = in.readLong();
            state.lastReplay = in.readLong();
            state.ready = in.readLong();
            state.waiting = in.readLong();
            state.dispatched = in.readLong();
            state.delivered = in.readLong();
            state.failed = in.readLong();
            state.parked = in.readLong();
            state.readySince = in.readLong();
            state.breaker = new Breaker(in.readInt(), in.readLong(), in.readLong(), in.readLong());
            state.pausedUntil = in.readLong();
            state.failingSince = in.readLong();
            state.lastSuccessAt = in.readLong();
            state.lastFailureAt = in.readLong();
            state.disabledAt = in.readLong();
            state.disabledReason = in.readString();
            return state;
        });
    }

    private static Heading readHeading(BinaryDecoder in) throws IOException {
        return new Heading(in.readString(), in.readString(), in.readString(), in.readLong(), in.readLong());
    }

    private static void writeProgress(BinaryEncoder out, DeliveryProgress progress) throws IOException {
        out.writeInt(progress.phase().code);
        out.writeInt(progress.attempts());
        out.writeInt(progress.failed());
        // Symbols are stored by name, since enums may grow.
        out.writeString(progress.kind().name());
        out.writeLong(progress.due());
        out.writeLong(progress.ticket());
        out.writeLong(progress.lastAttemptAt());
        out.writeString(
                progress.lastOutcome() == null ? "" : progress.lastOutcome().name());
        out.writeInt(progress.lastStatus());
        out.writeInt(progress.log().size());
        for (long number : progress.log()) {
            out.writeLong(number);
        }
    }

    private DeliveryProgress readProgress(BinaryDecoder in) throws IOException {
        Phase phase = Phase.of((byte) in.readInt());
        int attempts = in.readInt();
        int failed = in.readInt();
        AttemptKind kind = AttemptKind.valueOf(in.readString());
        long due = in.readLong();
        long ticket = in.readLong();
        long lastAttemptAt = in.readLong();
        String outcome = in.readString();
        int lastStatus = in.readInt();
        int size = in.readInt();
        List<Long> log = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            log.add(in.readLong());
        }
        return new DeliveryProgress(
                phase, attempts, failed, kind, due, ticket, lastAttemptAt, outcomeOf(outcome), lastStatus, log);
    }

    private static @Nullable AttemptOutcome outcomeOf(String name) {
        return name.isEmpty() ? null : AttemptOutcome.valueOf(name);
    }

    private byte[] write(Writing writing) {
        bytes.reset();
        bytes.write(VERSION);
        encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
        try {
            writing.write(encoder);
            encoder.flush();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private <T> T read(byte[] row, ReadingOf<T> reading) {
        if (row[0] != VERSION) {
            throw new IllegalStateException("A delivery is stored in version " + row[0]
                    + ", which this program does not know; start a program at least as new as the one that wrote it");
        }
        decoder = DecoderFactory.get().binaryDecoder(row, 1, row.length - 1, decoder);
        try {
            return reading.read(decoder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
