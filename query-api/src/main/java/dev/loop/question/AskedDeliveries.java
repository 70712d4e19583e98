package dev.loop.question;

import dev.loop.question.Questions.Limits;
import dev.loop.question.Questions.NotReadyException;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.topology.question.Position;
import dev.loop.topology.webhook.Delivery;
import dev.loop.topology.webhook.DeliveryFilter;
import dev.loop.topology.webhook.DeliveryView;
import dev.loop.topology.webhook.EndpointHealth;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The deliveries of one partition, wherever it is. Throws {@link NotReadyException} while the partition cannot be read.
 */
public final class AskedDeliveries implements DeliveryView {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Partitions partitions;
    private final int partition;

    private AskedDeliveries(Partitions partitions, int partition) {
        this.partitions = partitions;
        this.partition = partition;
    }

    /** Returns the deliveries of the partition that an endpoint is in. */
    public static DeliveryView of(Partitions partitions, String endpointId) {
        return new AskedDeliveries(partitions, partitions.of(endpointId));
    }

    private <T> T ask(Ask<T> ask) {
        var terms = new Terms(Position.NONE, Duration.ZERO, false, new Allowance(Limits.USUAL));
        Told<T> told = partitions.ask(Map.of(partition, ask), terms).get(partition);
        if (told == null) {
            throw new NotReadyException("Partition " + partition + " of deliveries did not answer", RETRY_AFTER);
        }
        return told.value();
    }

    @Override
    public Optional<EndpointHealth> health(String endpointId) {
        return ask(new AskHealth(endpointId));
    }

    @Override
    public Optional<Delivery> find(String endpointId, String deliveryId) {
        return ask(new AskDelivery(endpointId, deliveryId));
    }

    @Override
    public Optional<byte[]> body(String endpointId, String deliveryId) {
        return ask(new AskDeliveryBody(endpointId, deliveryId));
    }

    @Override
    public Page<Delivery> deliveries(String endpointId, DeliveryFilter filter, Optional<String> cursor, int limit) {
        return ask(new AskDeliveries(endpointId, filter, cursor, limit));
    }

    @Override
    public long count(String endpointId, DeliveryFilter filter) {
        return ask(new AskDeliveryCount(endpointId, filter));
    }

    @Override
    public Page<WebhookAttempt> attempts(
            String endpointId, Optional<String> deliveryId, boolean onlyFailed, Optional<String> cursor, int limit) {
        return ask(new AskAttempts(endpointId, deliveryId, onlyFailed, cursor, limit));
    }
}
