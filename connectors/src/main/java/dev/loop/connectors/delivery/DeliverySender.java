package dev.loop.connectors.delivery;

import dev.loop.schemas.wire.SchemaRegistryClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/**
 * Sends what is due: takes dispatches from {@code webhook-dispatch}, sends them, and writes the outcome of each to
 * {@code webhook-attempts} in the transaction that commits its offset. Any number of copies share the partitions.
 *
 * <p>A dispatch with an outcome in {@code webhook-attempts} is never sent again. After a crash, at most as many
 * requests are sent twice as there are slots, and those say so ({@code Loop-Delivery: possible-duplicate}).
 */
public final class DeliverySender implements AutoCloseable {

    private final SenderLoop loop;
    private final Thread thread;
    private final long closePatienceMillis;

    private DeliverySender(SenderLoop loop, long closePatienceMillis) {
        this.loop = loop;
        this.closePatienceMillis = closePatienceMillis;
        this.thread = new Thread(loop, "webhook-sender");
        thread.setDaemon(true);
    }

    /**
     * Starts a sender and returns at once; the sender waits for a cluster that does not answer.
     *
     * @param channel stays open when the sender is closed
     */
    public static DeliverySender start(
            SenderSettings settings,
            Channel channel,
            EndpointSource endpoints,
            SchemaRegistryClient registry,
            MeterRegistry meters,
            Clock clock) {
        var loop = new SenderLoop(settings, channel, endpoints, registry, new SenderMeters(meters), clock);
        var sender = new DeliverySender(loop, settings.drainFor().toMillis() + TimeUnit.SECONDS.toMillis(10));
        sender.thread.start();
        return sender;
    }

    /** Returns whether the sender reads and commits; false while Kafka does not answer. */
    public boolean healthy() {
        return thread.isAlive() && loop.healthy();
    }

    /** Returns the number of partitions that the sender has at the moment. */
    public int partitions() {
        return loop.partitions();
    }

    /** Starts no more requests, waits for those under way, and commits their outcomes. */
    @Override
    public void close() {
        loop.stop();
        try {
            thread.join(closePatienceMillis);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
