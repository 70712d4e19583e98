package dev.loop.broker;

import dev.loop.schemas.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes commands out of {@code feedback-commands} that were applied and are older than a week. The topic itself keeps
 * everything, since a retention by time would also take what was never applied; and it must not keep everything, since
 * commands hold what people said, which has to be gone some time after it was erased.
 */
public final class CommandPurge implements AutoCloseable {

    /** How long applied commands are kept, for looking into what happened. */
    public static final Duration KEPT = Duration.ofDays(7);

    private static final Logger LOG = LoggerFactory.getLogger(CommandPurge.class);
    private static final Duration EVERY = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Admin admin;
    private final String group;
    private final int partitions;
    private final Clock clock;
    private final ScheduledExecutorService timer;

    /** @param group whose committed offsets tell what was applied */
    public CommandPurge(Admin admin, String group, int partitions, Clock clock) {
        this.admin = admin;
        this.group = group;
        this.partitions = partitions;
        this.clock = clock;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "command-purge");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(this::purgeOrTell, 1, EVERY.toMinutes(), TimeUnit.MINUTES);
    }

    private void purgeOrTell() {
        try {
            purge();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            LOG.warn(
                    "Applied commands could not be taken out of the log, which is tried again in an hour: {}",
                    e.toString());
        }
    }

    /** Deletes up to the first command that is younger than a week or not applied. */
    void purge() throws InterruptedException, ExecutionException, TimeoutException {
        long before = clock.millis() - KEPT.toMillis();
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            wanted.put(new TopicPartition(Topics.FEEDBACK_COMMANDS.name(), partition), OffsetSpec.forTimestamp(before));
        }
        Map<TopicPartition, ListOffsetsResultInfo> young =
                admin.listOffsets(wanted).all().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        Map<TopicPartition, OffsetAndMetadata> applied = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        Map<TopicPartition, RecordsToDelete> old = new HashMap<>();
        young.forEach((partition, first) -> {
            OffsetAndMetadata next = applied.get(partition);
            if (next != null) {
                // No offset: every command there is older.
                long end = first.offset() < 0 ? next.offset() : Math.min(first.offset(), next.offset());
                if (end > 0) {
                    old.put(partition, RecordsToDelete.beforeOffset(end));
                }
            }
        });
        if (!old.isEmpty()) {
            admin.deleteRecords(old).all().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
