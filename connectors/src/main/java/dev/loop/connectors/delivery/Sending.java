package dev.loop.connectors.delivery;

import dev.loop.connectors.delivery.lane.HandedBack;
import dev.loop.connectors.delivery.lane.LaneLimits;
import dev.loop.connectors.delivery.lane.LaneSettings;
import dev.loop.connectors.delivery.lane.Lanes;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookDispatch;
import dev.loop.schemas.avro.WebhookEndpoint;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * The dispatches that wait to be sent and those under way, with their outcomes. Not thread-safe: the channel hands its
 * outcomes to the one thread.
 */
final class Sending {

    private record Answer(Dispatched dispatched, WebhookAttempt attempt) {}

    private final Channel channel;
    private final EndpointSource endpoints;
    private final Serializer<WebhookAttempt> writer;
    private final LaneSettings settings;
    private final SenderMeters meters;
    private final Clock clock;
    private final Lanes<Dispatched> lanes;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

    Sending(
            Channel channel,
            EndpointSource endpoints,
            Serializer<WebhookAttempt> writer,
            LaneSettings settings,
            SenderMeters meters,
            Clock clock) {
        this.channel = channel;
        this.endpoints = endpoints;
        this.writer = writer;
        this.settings = settings;
        this.meters = meters;
        this.clock = clock;
        this.lanes = new Lanes<>(settings, System::nanoTime);
    }

    /**
     * Queues a dispatch for its endpoint.
     *
     * @param outcomes gets the outcome of a dispatch that is not to be sent at all
     */
    void take(
            WebhookDispatch dispatch,
            int bytes,
            TopicPartition partition,
            OffsetTracker tracker,
            OffsetTracker.Entry entry,
            Consumer<OutcomeRecord> outcomes) {
        var dispatched = new Dispatched(dispatch, partition, tracker, entry);
        Optional<WebhookEndpoint> endpoint = find(dispatched);
        if (endpoint.filter(WebhookEndpoint::getEnabled).isEmpty()) {
            outcomes.accept(notWanted(dispatched, endpoint));
        } else {
            lanes.offer(dispatched.endpoint(), limits(endpoint.get()), dispatched, bytes);
        }
    }

    /**
     * Sends every dispatch that has its turn, to its endpoint as it is now: the owner may have changed it since.
     *
     * @param outcomes gets the outcomes of dispatches that are not to be sent any more
     */
    void start(Consumer<OutcomeRecord> outcomes) {
        for (Optional<Dispatched> next = lanes.next(); next.isPresent(); next = lanes.next()) {
            Dispatched dispatched = next.get();
            Optional<WebhookEndpoint> endpoint = find(dispatched);
            if (endpoint.filter(WebhookEndpoint::getEnabled).isEmpty()) {
                released(dispatched.endpoint());
                outcomes.accept(notWanted(dispatched, endpoint));
                continue;
            }
            dispatched.tracker().sent();
            channel.send(
                    endpoint.get(),
                    dispatched.dispatch(),
                    dispatched.possibleDuplicate(),
                    attempt -> answers.add(new Answer(dispatched, attempt)));
        }
        meters.waiting(lanes.inFlight(), lanes.queued(), lanes.queuedBytes());
    }

    /**
     * Passes on the outcomes since the last call, and the dispatches that are not sent.
     *
     * @param current whether the partition is still ours; if it is not, its new owner sends again
     */
    void collect(Predicate<Dispatched> current, Consumer<OutcomeRecord> outcomes) {
        for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
            Dispatched dispatched = answer.dispatched();
            WebhookAttempt attempt = answer.attempt();
            dispatched.tracker().answered();
            meters.sent(attempt, dispatched.dispatch().getDueAt().toEpochMilli());
            lanes.answered(dispatched.endpoint(), Duration.ofMillis(attempt.getDurationMillis()));
            judge(dispatched.endpoint(), attempt);
            if (current.test(dispatched)) {
                outcomes.accept(dispatched.sent(record(attempt)));
            } else {
                released(dispatched.endpoint());
            }
        }
        for (HandedBack<Dispatched> back : lanes.handedBack()) {
            Dispatched dispatched = back.item();
            outcomes.accept(dispatched.notSent(deferred(
                    dispatched.dispatch(), back.reason(), back.expected().orElse(null))));
        }
    }

    /** Returns whether so much waits that no more should be read for the moment. */
    boolean full() {
        return lanes.full();
    }

    /** Hands waiting dispatches back earlier, because there are too many. */
    void hurry(boolean now) {
        lanes.hurry(now);
    }

    void released(String endpoint) {
        lanes.released(endpoint);
    }

    /** Forgets waiting dispatches; those under way go on. */
    void forget(Predicate<Dispatched> which) {
        lanes.discard(which);
    }

    int underWay() {
        return lanes.inFlight();
    }

    /** Returns the time until a waiting dispatch may be sent although no answer came. */
    Duration untilNext() {
        return lanes.untilNext();
    }

    private void judge(String endpoint, WebhookAttempt attempt) {
        if (attempt.getOutcome() == AttemptOutcome.SUCCEEDED) {
            lanes.succeeded(endpoint);
        } else if (attempt.getStatus().filter(status -> status == 429).isPresent()) {
            lanes.askedToWait(
                    endpoint,
                    attempt.getRetryAfterMillis().map(Duration::ofMillis).orElse(settings.openFor()));
        } else {
            lanes.failed(endpoint);
        }
    }

    private Optional<WebhookEndpoint> find(Dispatched dispatched) {
        return endpoints.find(dispatched.dispatch().getProject(), dispatched.endpoint());
    }

    private OutcomeRecord notWanted(Dispatched dispatched, Optional<WebhookEndpoint> endpoint) {
        HandedBack.Reason why = endpoint.isEmpty() ? HandedBack.Reason.UNKNOWN_ENDPOINT : HandedBack.Reason.DISABLED;
        return dispatched.notSent(deferred(dispatched.dispatch(), why, null));
    }

    private ProducerRecord<byte[], byte[]> deferred(
            WebhookDispatch dispatch, HandedBack.Reason why, @Nullable Duration expected) {
        meters.deferred(why);
        return record(Attempts.deferred(dispatch, why.sentence(), expected, clock.instant()));
    }

    private ProducerRecord<byte[], byte[]> record(WebhookAttempt attempt) {
        String topic = Topics.WEBHOOK_ATTEMPTS.name();
        return new ProducerRecord<>(
                topic, attempt.getEndpointId().getBytes(StandardCharsets.UTF_8), writer.serialize(topic, attempt));
    }

    private static LaneLimits limits(WebhookEndpoint endpoint) {
        return new LaneLimits(
                Math.max(1, endpoint.getConcurrency()),
                endpoint.getRateLimit().filter(limit -> limit > 0).orElse(null));
    }
}
