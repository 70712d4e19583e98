package dev.loop.topology.webhook.delivery;

import dev.loop.schemas.avro.WebhookAttempt;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Reads the store {@code webhook-deliveries}. Not thread-safe: each use needs its own. */
final class DeliveryReader {

    /** A delivery as it stands. */
    record Row(long sequence, Heading heading, DeliveryProgress progress, byte[] body) {}

    /** Rows in order, read lazily. */
    final class Rows implements AutoCloseable {
        private final KeyValueIterator<Bytes, byte[]> entries;
        private final KeyValueIterator<Bytes, byte[]> progress;
        private final boolean newestFirst;

        private Rows(String endpointId, long from, long to, boolean newestFirst) {
            this.newestFirst = newestFirst;
            this.entries = range(LedgerKeys.Kind.DELIVERY, endpointId, from, to, newestFirst);
            this.progress = range(LedgerKeys.Kind.PROGRESS, endpointId, from, to, newestFirst);
        }

        boolean hasNext() {
            return entries.hasNext();
        }

        /** @throws NoSuchElementException at the end */
        Row next() {
            var entry = entries.next();
            long sequence = LedgerKeys.number(entry.key);
            // Both iterators run in the same order; the one that is behind catches up.
            while (progress.hasNext() && isBefore(LedgerKeys.number(progress.peekNextKey()), sequence)) {
                progress.next();
            }
            RowCodec.Entry decoded = codec.entry(entry.value);
            DeliveryProgress now = progress.hasNext() && LedgerKeys.number(progress.peekNextKey()) == sequence
                    ? codec.progress(progress.next().value)
                    : decoded.progress();
            return row(sequence, decoded, now);
        }

        private boolean isBefore(long one, long other) {
            return newestFirst ? one > other : one < other;
        }

        @Override
        public void close() {
            entries.close();
            progress.close();
        }
    }

    private final ReadOnlyKeyValueStore<Bytes, byte[]> store;
    private final RowCodec codec;

    DeliveryReader(ReadOnlyKeyValueStore<Bytes, byte[]> store, RowCodec codec) {
        this.store = store;
        this.codec = codec;
    }

    OptionalLong sequence(String endpointId, String deliveryId) {
        byte[] found = store.get(LedgerKeys.named(LedgerKeys.Kind.SEQUENCE, endpointId, deliveryId));
        return found == null ? OptionalLong.empty() : OptionalLong.of(codec.number(found));
    }

    Optional<Row> find(String endpointId, long sequence) {
        byte[] entry = store.get(LedgerKeys.numbered(LedgerKeys.Kind.DELIVERY, endpointId, sequence));
        if (entry == null) {
            return Optional.empty();
        }
        RowCodec.Entry decoded = codec.entry(entry);
        byte[] progress = store.get(LedgerKeys.numbered(LedgerKeys.Kind.PROGRESS, endpointId, sequence));
        return Optional.of(row(sequence, decoded, progress == null ? decoded.progress() : codec.progress(progress)));
    }

    Optional<Row> find(String endpointId, String deliveryId) {
        OptionalLong sequence = sequence(endpointId, deliveryId);
        return sequence.isEmpty() ? Optional.empty() : find(endpointId, sequence.getAsLong());
    }

    /** Returns the rows from one sequence to another, both included. */
    Rows rows(String endpointId, long from, long to, boolean newestFirst) {
        return new Rows(endpointId, from, to, newestFirst);
    }

    Optional<WebhookAttempt> attempt(String endpointId, long number) {
        byte[] found = store.get(LedgerKeys.numbered(LedgerKeys.Kind.ATTEMPT, endpointId, number));
        return found == null ? Optional.empty() : Optional.of(codec.attempt(found));
    }

    /** Returns raw attempts, to be decoded with {@link #attempt(byte[])}. */
    KeyValueIterator<Bytes, byte[]> attempts(String endpointId, long from, long to, boolean newestFirst) {
        return range(LedgerKeys.Kind.ATTEMPT, endpointId, from, to, newestFirst);
    }

    WebhookAttempt attempt(byte[] row) {
        return codec.attempt(row);
    }

    private KeyValueIterator<Bytes, byte[]> range(
            LedgerKeys.Kind kind, String endpointId, long from, long to, boolean newestFirst) {
        Bytes first = LedgerKeys.numbered(kind, endpointId, from);
        Bytes last = LedgerKeys.numbered(kind, endpointId, to);
        return newestFirst ? store.reverseRange(first, last) : store.range(first, last);
    }

    private static Row row(long sequence, RowCodec.Entry entry, DeliveryProgress progress) {
        byte[] body = new byte[entry.body().remaining()];
        entry.body().duplicate().get(body);
        return new Row(sequence, entry.heading(), progress, body);
    }
}
