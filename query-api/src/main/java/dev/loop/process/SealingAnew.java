package dev.loop.process;

import dev.loop.api.webhook.EndpointBook;
import dev.loop.api.webhook.SealedEndpoints;
import dev.loop.broker.PromptCompaction;
import dev.loop.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals, beside everything else, secrets that an earlier version has written in the clear, or that are sealed with
 * another master key than the first. It then makes our own Kafka remove the earlier ones from its files.
 */
final class SealingAnew implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SealingAnew.class);

    /**
     * The time for compaction: the broker looks every 15 s for what it can compact, and keeps a replaced file for a
     * second.
     */
    private static final Duration COMPACTED_WITHIN = Duration.ofSeconds(45);

    private final EndpointBook endpoints;
    private final SealedEndpoints stored;
    private final Optional<Map<String, Object>> ourKafka;
    private final Thread thread = new Thread(this::run, "sealing-anew");

    private SealingAnew(EndpointBook endpoints, SealedEndpoints stored, Optional<Map<String, Object>> ourKafka) {
        this.endpoints = endpoints;
        this.stored = stored;
        this.ourKafka = ourKafka;
        thread.setDaemon(true);
    }

    /** @param ourKafka how to reach a Kafka of our own; empty for another, which compacts in its own time */
    static SealingAnew start(EndpointBook endpoints, SealedEndpoints stored, Optional<Map<String, Object>> ourKafka) {
        SealingAnew started = new SealingAnew(endpoints, stored, ourKafka);
        started.thread.start();
        return started;
    }

    private void run() {
        try {
            List<String> sealed = endpoints.sealAnew(stored);
            if (!sealed.isEmpty()) {
                LOG.info("The secrets of {} webhook endpoints are sealed with the master key now", sealed.size());
                takeOut(sealed.get(0));
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            LOG.warn(
                    "Secrets of webhooks that are in the clear or sealed with an old key could not all be replaced, which"
                            + " is tried again at the next start: {}",
                    e.toString());
        }
    }

    private void takeOut(String key) throws InterruptedException, ExecutionException, TimeoutException {
        if (ourKafka.isPresent()) {
            try (Admin admin = Admin.create(ourKafka.get())) {
                PromptCompaction.run(
                        admin, Topics.WEBHOOK_ENDPOINTS.name(), () -> endpoints.rewrite(key), COMPACTED_WITHIN);
            }
        }
    }

    /** Waits until the settings of the topic are as they were. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
