package dev.loop.benchmark;

import dev.loop.benchmark.Program.Running;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.WireSerdes;
import dev.loop.topology.question.Position;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Puts items on the topic of commands, past the API, and waits until the stores have them. */
final class Loading {

    private static final int STEP = 250_000;
    private static final long LOOK_MILLIS = 2;
    private static final long SAY_NANOS = Duration.ofSeconds(3).toNanos();

    /** Set as the API's own. */
    static Producer<String, byte[]> producer(Map<String, Object> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.putAll(Map.of(
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4",
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.BATCH_SIZE_CONFIG,
                64 << 10,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                64L << 20));
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    static void fill(Running running, SampleItems items, ProgressReporter progress) {
        fill(running.kafka(), running.registry(), items, progress);
    }

    static void fill(
            Map<String, Object> kafka, SchemaRegistryClient registry, SampleItems items, ProgressReporter progress) {
        String topic = Topics.FEEDBACK_COMMANDS.name();
        Serializer<FeedbackCommand> serializer =
                WireSerdes.of(Topics.FEEDBACK_COMMANDS, registry).serializer();
        AtomicReference<Exception> failure = new AtomicReference<>();
        long sent = 0;
        try (Producer<String, byte[]> producer = producer(kafka)) {
            for (Iterator<FeedbackCommand> commands = items.commands(); commands.hasNext(); ) {
                FeedbackCommand command = commands.next();
                producer.send(
                        new ProducerRecord<>(topic, command.getId(), serializer.serialize(topic, command)),
                        (metadata, failed) -> {
                            if (failed != null) {
                                failure.compareAndSet(null, failed);
                            }
                        });
                if (++sent % STEP == 0) {
                    progress.say(String.format(Locale.ROOT, "filling: %,d of %,d items sent", sent, items.size()));
                }
            }
        }
        if (failure.get() != null) {
            throw new IllegalStateException("The items could not be written to " + topic, failure.get());
        }
    }

    /** Waits until the stores have applied everything on the topic. */
    static void awaitVisible(Running running, Duration atMost, ProgressReporter progress) throws Exception {
        Position wanted = endOf(running);
        long deadline = System.nanoTime() + atMost.toNanos();
        long sayAt = System.nanoTime() + SAY_NANOS;
        long left = missing(running, wanted);
        while (left > 0) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(left + " items are still not visible after " + atMost);
            }
            if (System.nanoTime() > sayAt) {
                progress.say(String.format(Locale.ROOT, "waiting for %,d items to be visible", left));
                sayAt = System.nanoTime() + SAY_NANOS;
            }
            Thread.sleep(LOOK_MILLIS);
            left = missing(running, wanted);
        }
        running.questions().await(wanted, atMost);
    }

    private static long missing(Running running, Position wanted) {
        return wanted.offsets().entrySet().stream()
                .mapToLong(end -> Math.max(
                        0,
                        end.getValue()
                                - running.streams().feedback(end.getKey()).position()))
                .sum();
    }

    private static Position endOf(Running running) throws Exception {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (int partition = 0; partition < running.streams().partitions(); partition++) {
            asked.put(new TopicPartition(Topics.FEEDBACK_COMMANDS.name(), partition), OffsetSpec.latest());
        }
        TreeMap<Integer, Long> last = new TreeMap<>();
        try (Admin admin = Admin.create(running.kafka())) {
            admin.listOffsets(asked).all().get().forEach((partition, end) -> {
                if (end.offset() > 0) {
                    last.put(partition.partition(), end.offset() - 1);
                }
            });
        }
        return new Position(last);
    }

    private Loading() {}
}
