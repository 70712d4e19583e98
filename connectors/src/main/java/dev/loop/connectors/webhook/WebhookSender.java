package dev.loop.connectors.webhook;

import dev.loop.connectors.webhook.http.WebhookClient;
import dev.loop.schemas.wire.SchemaRegistryClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/**
 * Sends what is due: takes dispatches from {@code webhook-dispatch}, sends them, and writes what became of each to
 * {@code webhook-attempts} in the transaction that commits its offset. As many copies as wished share the partitions.
 *
 * <p>What has an outcome in {@code webhook-attempts} is not sent again, whatever happens. After a crash, at most as many
 * requests are sent twice as there are slots, and those say so ({@code Loop-Delivery: possible-duplicate}).
 */
public final class WebhookSender implements AutoCloseable {

    private final SenderLoop loop;
    private final Thread thread;
    private final long closePatienceMillis;

    private WebhookSender(SenderLoop loop, long closePatienceMillis) {
        this.loop = loop;
        this.closePatienceMillis = closePatienceMillis;
        this.thread = new Thread(loop, "webhook-sender");
        thread.setDaemon(true);
    }

    /**
     * Returns at once; a cluster that does not answer is waited for.
     *
     * @param client stays open when the sender is closed
     */
    public static WebhookSender start(
            SenderSettings settings,
            WebhookClient client,
            EndpointSource endpoints,
            SchemaRegistryClient registry,
            MeterRegistry meters,
            Clock clock) {
        var loop = new SenderLoop(settings, client, endpoints, registry, new SenderMeters(meters), clock);
        var sender = new WebhookSender(loop, settings.drainFor().toMillis() + TimeUnit.SECONDS.toMillis(10));
        sender.thread.start();
        return sender;
    }

    /** Whether it reads and commits; not so while Kafka does not answer. */
    public boolean healthy() {
        return thread.isAlive() && loop.healthy();
    }

    /** How many partitions it has at the moment. */
    public int partitions() {
        return loop.partitions();
    }

    /** Starts no more requests, waits for those under way, and commits what became of them. */
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
