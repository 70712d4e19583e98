package dev.loop.topology.webhook.delivery;

import dev.loop.schemas.avro.WebhookAttempt;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** Writes the store {@code webhook-deliveries}. Body and heading are written once, however often a delivery moves on. */
final class DeliveryTable {

    private final KeyValueStore<Bytes, byte[]> store;
    private final RowCodec codec;
    private final DeliveryReader reader;

    DeliveryTable(KeyValueStore<Bytes, byte[]> store, RowCodec codec) {
        this.store = store;
        this.codec = codec;
        this.reader = new DeliveryReader(store, codec);
    }

    DeliveryReader reader() {
        return reader;
    }

    OptionalLong sequence(String endpointId, String deliveryId) {
        return reader.sequence(endpointId, deliveryId);
    }

    Optional<DeliveryReader.Row> find(String endpointId, long sequence) {
        return reader.find(endpointId, sequence);
    }

    void add(String endpointId, long sequence, Heading heading, DeliveryProgress progress, byte[] body) {
        store.put(
                LedgerKeys.numbered(LedgerKeys.Kind.DELIVERY, endpointId, sequence),
                codec.entry(heading, progress, ByteBuffer.wrap(body)));
        store.put(LedgerKeys.named(LedgerKeys.Kind.SEQUENCE, endpointId, heading.id()), codec.number(sequence));
    }

    void move(String endpointId, long sequence, DeliveryProgress progress) {
        store.put(LedgerKeys.numbered(LedgerKeys.Kind.PROGRESS, endpointId, sequence), codec.progress(progress));
    }

    void remove(String endpointId, long sequence, String deliveryId) {
        store.delete(LedgerKeys.named(LedgerKeys.Kind.SEQUENCE, endpointId, deliveryId));
        store.delete(LedgerKeys.numbered(LedgerKeys.Kind.PROGRESS, endpointId, sequence));
        store.delete(LedgerKeys.numbered(LedgerKeys.Kind.DELIVERY, endpointId, sequence));
    }

    void log(String endpointId, long number, WebhookAttempt attempt) {
        store.put(LedgerKeys.numbered(LedgerKeys.Kind.ATTEMPT, endpointId, number), codec.attempt(attempt));
    }

    void removeAttempt(String endpointId, long number) {
        store.delete(LedgerKeys.numbered(LedgerKeys.Kind.ATTEMPT, endpointId, number));
    }
}
