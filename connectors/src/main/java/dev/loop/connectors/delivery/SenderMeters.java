package dev.loop.connectors.delivery;

import dev.loop.connectors.delivery.lane.HandedBack;
import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.schemas.avro.WebhookAttempt;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The sender's meters. Its own thread sets the gauges. */
final class SenderMeters {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15)
    };

    private final Map<AttemptOutcome, Counter> attempts = new EnumMap<>(AttemptOutcome.class);
    private final Map<HandedBack.Reason, Counter> deferred = new EnumMap<>(HandedBack.Reason.class);
    private final Timer request;
    private final Timer dueToSent;
    private final Counter unreadable;
    private final Counter possibleDuplicates;
    private final Counter restarts;
    private volatile int inFlight;
    private volatile int queued;
    private volatile long queuedBytes;

    SenderMeters(MeterRegistry registry) {
        for (AttemptOutcome outcome : AttemptOutcome.values()) {
            attempts.put(
                    outcome,
                    Counter.builder("loop.webhook.attempts")
                            .description("Requests by what became of them; those deferred were not sent")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        for (HandedBack.Reason reason : HandedBack.Reason.values()) {
            deferred.put(
                    reason,
                    Counter.builder("loop.webhook.deferred")
                            .description("What went back to the ledger unsent")
                            .tag("reason", reason.word())
                            .register(registry));
        }
        request = timer("loop.webhook.request", "From the start of a request to the end of its answer", registry);
        dueToSent = timer("loop.webhook.due.to.sent", "From when an attempt fell due to its request", registry);
        unreadable = Counter.builder("loop.webhook.unreadable")
                .description("Dispatches that went to the dead letters")
                .register(registry);
        possibleDuplicates = Counter.builder("loop.webhook.possible.duplicates")
                .description("Requests that a sender before may have sent already")
                .register(registry);
        restarts = Counter.builder("loop.webhook.sender.restarts")
                .description("How often the sender began anew after a failure")
                .register(registry);
        Gauge.builder("loop.webhook.in.flight", () -> inFlight)
                .description("Requests under way, or whose outcome is not committed")
                .register(registry);
        Gauge.builder("loop.webhook.queued", () -> queued)
                .description("Dispatches that wait for their turn")
                .register(registry);
        Gauge.builder("loop.webhook.queued.bytes", () -> queuedBytes)
                .baseUnit("bytes")
                .register(registry);
    }

    void sent(WebhookAttempt attempt, long dueAt) {
        count(attempt.getOutcome());
        request.record(attempt.getDurationMillis(), TimeUnit.MILLISECONDS);
        dueToSent.record(Math.max(0, attempt.getStartedAt().toEpochMilli() - dueAt), TimeUnit.MILLISECONDS);
        if (attempt.getPossibleDuplicate()) {
            possibleDuplicates.increment();
        }
    }

    void deferred(HandedBack.Reason reason) {
        count(AttemptOutcome.DEFERRED);
        Counter counter = deferred.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    void unreadable() {
        unreadable.increment();
    }

    void restarted() {
        restarts.increment();
    }

    void waiting(int nowInFlight, int nowQueued, long nowQueuedBytes) {
        inFlight = nowInFlight;
        queued = nowQueued;
        queuedBytes = nowQueuedBytes;
    }

    private void count(AttemptOutcome outcome) {
        Counter counter = attempts.get(outcome);
        if (counter != null) {
            counter.increment();
        }
    }

    private static Timer timer(String name, String description, MeterRegistry registry) {
        return Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
