package dev.loop.process;

import dev.loop.question.CommittedOffsets;
import dev.loop.schemas.Topics;
import dev.loop.topology.deadletter.RefusalCounts;
import dev.loop.topology.run.FeedbackStreams;
import dev.loop.topology.store.FeedbackView;
import dev.loop.topology.webhook.DeliveryBacklog.Snapshot;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/** Measures the lag of the stores, their sizes, and Kafka Streams' own metrics. */
final class StreamsMeters implements AutoCloseable {

    private static final long FRESH_NANOS = Duration.ofSeconds(2).toNanos();

    private final FeedbackStreams streams;
    private final Admin admin;
    private final KafkaStreamsMetrics ofStreams;
    private Map<Integer, Long> ends = Map.of();
    private long readAt = System.nanoTime() - FRESH_NANOS;

    StreamsMeters(FeedbackStreams streams, Admin admin, CommittedOffsets committed, MeterRegistry meters) {
        this.streams = streams;
        this.admin = admin;
        this.ofStreams = new KafkaStreamsMetrics(streams.kafkaStreams());
        ofStreams.bindTo(meters);
        for (String reason : RefusalCounts.REASONS) {
            FunctionCounter.builder("loop.dead.letters", streams.refusals(), refusals -> refusals.of(reason))
                    .description("commands that could not be applied and were set aside")
                    .tag("reason", reason)
                    .register(meters);
        }
        bindBacklog(streams, meters);
        copies(streams, meters, "feedback", FeedbackStreams::copiesOfFeedback);
        copies(streams, meters, "deliveries", FeedbackStreams::copiesOfDeliveries);
        for (int partition = 0; partition < streams.partitions(); partition++) {
            int p = partition;
            gauge(
                    meters,
                    "loop.commands.lag",
                    "commands taken in and not yet applied",
                    p,
                    view -> lag(p, view, committed));
            gauge(
                    meters,
                    "loop.store.items",
                    "items, by RocksDB's estimate",
                    p,
                    view -> view.sizes().items());
            gauge(
                    meters,
                    "loop.store.disk.bytes",
                    "files of the store",
                    p,
                    view -> view.sizes().bytesOnDisk());
            gauge(
                    meters,
                    "loop.text.disk.bytes",
                    "files of the text index",
                    p,
                    view -> view.sizes().textBytes());
            gauge(
                    meters,
                    "loop.text.lag",
                    "changes that the text index does not hold yet",
                    p,
                    FeedbackView::textIndexBehind);
            gauge(
                    meters,
                    "loop.store.series",
                    "combinations of tag, plan and source",
                    p,
                    view -> view.sizes().series());
            gauge(
                    meters,
                    "loop.store.cell.bytes",
                    "cells in memory",
                    p,
                    view -> view.sizes().cellBytes());
        }
    }

    private static void copies(
            FeedbackStreams streams, MeterRegistry meters, String ledger, ToDoubleFunction<FeedbackStreams> count) {
        Gauge.builder("loop.partitions.here", streams, count)
                .description("partitions that can be read here: those that are written, and copies that follow")
                .tag("ledger", ledger)
                .register(meters);
    }

    /** Measures the waiting deliveries in the partitions that are here. */
    private static void bindBacklog(FeedbackStreams streams, MeterRegistry meters) {
        backlog(streams, meters, "loop.webhook.pending", "deliveries that are not settled", Snapshot::pending);
        backlog(streams, meters, "loop.webhook.parked", "deliveries of disabled endpoints", Snapshot::parked);
        backlog(
                streams,
                meters,
                "loop.webhook.open.breakers",
                "endpoints that are paused since they fail",
                Snapshot::openBreakers);
        backlog(
                streams,
                meters,
                "loop.webhook.disabled.endpoints",
                "endpoints that their failures have disabled",
                Snapshot::disabled);
        backlog(
                streams,
                meters,
                "loop.webhook.oldest.due.seconds",
                "how long the delivery is overdue that has waited longest; 0 where none is",
                snapshot -> snapshot.oldestDueAt().isPresent()
                        ? Math.max(
                                        0,
                                        System.currentTimeMillis()
                                                - snapshot.oldestDueAt().getAsLong())
                                / 1e3
                        : 0);
    }

    private static void backlog(
            FeedbackStreams streams,
            MeterRegistry meters,
            String name,
            String description,
            ToDoubleFunction<Snapshot> value) {
        Gauge.builder(name, streams, s -> value.applyAsDouble(s.backlog().total()))
                .description(description)
                .register(meters);
    }

    private void gauge(
            MeterRegistry meters,
            String name,
            String description,
            int partition,
            ToDoubleFunction<FeedbackView> value) {
        Gauge.builder(name, streams, s -> {
                    try {
                        return value.applyAsDouble(s.feedback(partition));
                    } catch (InvalidStateStoreException notHere) {
                        return Double.NaN;
                    }
                })
                .description(description)
                .tag("partition", Integer.toString(partition))
                .register(meters);
    }

    private double lag(int partition, FeedbackView view, CommittedOffsets committed) {
        Long end = ends().get(partition);
        if (end == null) {
            return Double.NaN;
        }
        long next = view.position() + 1;
        return Math.max(0, end - (next < end ? Math.max(next, committed.of(partition)) : next));
    }

    private synchronized Map<Integer, Long> ends() {
        if (System.nanoTime() - readAt > FRESH_NANOS) {
            Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
            for (int p = 0; p < streams.partitions(); p++) {
                wanted.put(new TopicPartition(Topics.FEEDBACK_COMMANDS.name(), p), OffsetSpec.latest());
            }
            Map<Integer, Long> found = new HashMap<>();
            try {
                admin.listOffsets(wanted)
                        .all()
                        .get(1, TimeUnit.SECONDS)
                        .forEach((partition, offset) -> found.put(partition.partition(), offset.offset()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException brokerGone) {
                // The gauges then have no value, which is the answer.
                found.clear();
            }
            ends = found;
            readAt = System.nanoTime();
        }
        return ends;
    }

    @Override
    public void close() {
        ofStreams.close();
    }
}
