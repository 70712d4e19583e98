package dev.loop.connectors.log;

import dev.loop.schemas.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A producer that says at once when it cannot write: idempotent, all replicas, and a breaker before it.
 *
 * <p>The breaker opens when nothing has been acknowledged for two seconds although something is pending, or when the
 * latest send failed. Waiting callers are then told that the outcome is unknown, new sends are refused, and one a
 * second is let through to find out. The first acknowledgement closes the breaker.
 */
public final class GuardedProducer<V extends SpecificRecord> implements AutoCloseable {

    static final Duration STALL = Duration.ofSeconds(2);
    static final Duration PROBE_INTERVAL = Duration.ofSeconds(1);
    static final Duration WATCH_INTERVAL = Duration.ofMillis(200);

    private static final Logger LOG = LoggerFactory.getLogger(GuardedProducer.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final Producer<String, V> producer;
    private final String topic;
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService watch;
    private final Set<CompletableFuture<Place>> waiting = ConcurrentHashMap.newKeySet();

    private volatile long latestProgress;
    private volatile boolean failing;
    private boolean open;
    private long latestProbe;

    /**
     * @param connection how to reach Kafka: {@code bootstrap.servers}, security. The settings that make writes safe are
     *     set here and cannot be set otherwise.
     */
    public static <V extends SpecificRecord> GuardedProducer<V> open(
            Map<String, ?> connection, Topic<V> topic, Serializer<V> serializer) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 << 10);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        var guarded = new GuardedProducer<>(
                new KafkaProducer<>(settings, new StringSerializer(), serializer), topic.name(), System::nanoTime);
        guarded.watch();
        return guarded;
    }

    GuardedProducer(Producer<String, V> producer, String topic, LongSupplier nanoTime) {
        this.producer = producer;
        this.topic = topic;
        this.nanoTime = nanoTime;
        this.latestProgress = nanoTime.getAsLong();
        this.latestProbe = nanoTime.getAsLong();
        this.watch = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "watch-" + topic);
            thread.setDaemon(true);
            return thread;
        });
    }

    private void watch() {
        long millis = WATCH_INTERVAL.toMillis();
        watch.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
    }

    /**
     * Sends a record; done once all in-sync replicas have it. Fails with {@link LogUnavailableException} or {@link
     * OutcomeUnknownException}. A null value is a tombstone.
     */
    public CompletableFuture<Place> send(String key, @Nullable V value) {
        return send(key, value, new RecordHeaders());
    }

    /** Sends a record with headers. */
    CompletableFuture<Place> send(String key, @Nullable V value, Headers headers) {
        if (!admits()) {
            return CompletableFuture.failedFuture(unavailable("The log does not answer."));
        }
        var promise = new CompletableFuture<Place>();
        if (waiting.isEmpty()) {
            latestProgress = nanoTime.getAsLong();
        }
        waiting.add(promise);
        Thread sender = Thread.currentThread();
        boolean[] sending = {true};
        try {
            producer.send(
                    new ProducerRecord<>(topic, null, key, value, headers),
                    (metadata, failure) ->
                            acknowledged(promise, metadata, failure, Thread.currentThread() == sender && sending[0]));
            sending[0] = false;
        } catch (RuntimeException notSent) {
            waiting.remove(promise);
            failing = true;
            LOG.warn("A record for {} could not be sent: {}", topic, notSent.toString());
            promise.completeExceptionally(unavailable("The log cannot be written."));
        }
        return promise;
    }

    /** Binds the client's own metrics. */
    public void bindTo(MeterRegistry registry) {
        new KafkaClientMetrics(producer).bindTo(registry);
    }

    /** Returns whether more than a probe would be let through. */
    public boolean healthy() {
        return !failing && !stalled();
    }

    @Override
    public void close() {
        watch.shutdownNow();
        producer.close(Duration.ofSeconds(5));
        tellAll("The server is stopping.");
    }

    /** Ends the wait of callers once it is clear that nobody answers. */
    void look() {
        if (stalled()) {
            failing = true;
            int told = tellAll("The log has not answered for " + STALL.toSeconds() + " s.");
            LOG.warn("The log has not acknowledged anything on {} for {}; {} writers told", topic, STALL, told);
        }
    }

    private int tellAll(String why) {
        int told = 0;
        for (CompletableFuture<Place> promise : waiting) {
            waiting.remove(promise);
            promise.completeExceptionally(new OutcomeUnknownException(why, RETRY_AFTER));
            told++;
        }
        return told;
    }

    private boolean stalled() {
        return !waiting.isEmpty() && nanoTime.getAsLong() - latestProgress > STALL.toNanos();
    }

    private boolean admits() {
        if (healthy()) {
            if (open) {
                opened(false);
            }
            return true;
        }
        opened(true);
        return probe();
    }

    private synchronized boolean probe() {
        long now = nanoTime.getAsLong();
        if (now - latestProbe < PROBE_INTERVAL.toNanos()) {
            return false;
        }
        latestProbe = now;
        return true;
    }

    private synchronized void opened(boolean now) {
        if (now != open) {
            open = now;
            latestProbe = nanoTime.getAsLong();
            LOG.warn("Writes to {} are {}", topic, now ? "refused until the log answers" : "taken again");
        }
    }

    private void acknowledged(
            CompletableFuture<Place> promise,
            @Nullable RecordMetadata metadata,
            @Nullable Exception failure,
            boolean beforeSent) {
        waiting.remove(promise);
        if (failure == null && metadata != null) {
            latestProgress = nanoTime.getAsLong();
            failing = false;
            promise.complete(new Place(metadata.partition(), metadata.offset()));
            return;
        }
        failing = true;
        LOG.warn("A record for {} was not acknowledged: {}", topic, String.valueOf(failure));
        // A record that fails while still in the caller's hands never left this process.
        boolean neverWritten =
                beforeSent || failure instanceof RecordTooLargeException || failure instanceof AuthorizationException;
        promise.completeExceptionally(
                neverWritten
                        ? unavailable("The log cannot be written.")
                        : new OutcomeUnknownException("The log did not acknowledge the write.", RETRY_AFTER));
    }

    private static LogUnavailableException unavailable(String why) {
        return new LogUnavailableException(why, RETRY_AFTER);
    }
}
