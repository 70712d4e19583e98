package dev.loop.topology.run;

import dev.loop.schemas.Topics;
import dev.loop.topology.store.FeedbackView;
import dev.loop.topology.store.OpenFeedbackStores;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out when the standby copies on this instance have caught up and can be read. */
final class StandbyWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StandbyWatch.class);
    private static final long EVERY_MILLIS = 300;
    private static final long LONGEST_ANSWER_SECONDS = 5;

    private final KafkaStreams streams;
    private final String group;
    private final Admin admin;
    private final OpenFeedbackStores stores;
    private final DeliveryCopies deliveries;
    private final ScheduledExecutorService thread;

    private StandbyWatch(
            KafkaStreams streams,
            String group,
            Admin admin,
            OpenFeedbackStores stores,
            DeliveryCopies deliveries,
            ScheduledExecutorService thread) {
        this.streams = streams;
        this.group = group;
        this.admin = admin;
        this.stores = stores;
        this.deliveries = deliveries;
        this.thread = thread;
    }

    static StandbyWatch start(
            KafkaStreams streams, String group, Admin admin, OpenFeedbackStores stores, DeliveryCopies deliveries) {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "standby-watch");
            made.setDaemon(true);
            return made;
        });
        var watch = new StandbyWatch(streams, group, admin, stores, deliveries, thread);
        thread.scheduleWithFixedDelay(watch::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        return watch;
    }

    private void look() {
        try {
            lookAtFeedback();
            lookAtDeliveries();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | KafkaException | IllegalStateException later) {
            LOG.debug("Copies are looked at again soon", later);
        } catch (RuntimeException failure) {
            LOG.warn("Copies that follow other instances could not be looked at; it is tried again", failure);
        }
    }

    private void lookAtFeedback() throws InterruptedException, ExecutionException, TimeoutException {
        List<Map.Entry<Integer, FeedbackView>> unknown = stores.all().entrySet().stream()
                .filter(store -> !store.getValue().whole())
                .toList();
        if (unknown.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(LONGEST_ANSWER_SECONDS, TimeUnit.SECONDS);
        for (Map.Entry<Integer, FeedbackView> store : unknown) {
            @Nullable
            OffsetAndMetadata next = committed.get(new TopicPartition(Topics.FEEDBACK_COMMANDS.name(), store.getKey()));
            store.getValue().wholeFrom(next == null ? -1 : next.offset() - 1);
        }
    }

    private void lookAtDeliveries() {
        Set<Integer> following = new HashSet<>();
        streams.metadataForLocalThreads()
                .forEach(thread -> thread.standbyTasks().forEach(task -> {
                    for (TopicPartition partition : task.topicPartitions()) {
                        if (partition.topic().equals(Topics.WEBHOOK_COMMANDS.name())) {
                            following.add(partition.partition());
                        }
                    }
                }));
        if (deliveries.keep(following)) {
            deliveries.look(following, streams.allLocalStorePartitionLags());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        admin.close();
    }
}
