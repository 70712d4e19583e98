package dev.loop.broker;

import dev.loop.connectors.delivery.SenderSettings;
import dev.loop.schemas.Topic;
import dev.loop.schemas.Topics;
import dev.loop.topology.run.StreamsSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
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
 * Deletes records from topics once they are applied and older than a rule allows. Such a topic has no retention of its
 * own: a retention by time would also delete records that were never applied. It must not keep everything either, since
 * its records hold messages, which have to be gone some time after their erasure.
 */
public final class AppliedRecordsPurge implements AutoCloseable {

    /**
     * The retention of the records of a topic.
     *
     * @param topic partitioned, and without a retention of its own
     * @param group whose committed offsets tell what was applied
     * @param kept time after which an applied record may go; until then it serves to investigate
     */
    public record Rule(Topic<?> topic, String group, Duration kept) {}

    private static final Duration WEEK = Duration.ofDays(7);

    /** The rules for the topics that Loop makes. */
    public static final List<Rule> RULES = List.of(
            new Rule(Topics.FEEDBACK_COMMANDS, StreamsSettings.APPLICATION, WEEK),
            new Rule(Topics.THEME_COMMANDS, StreamsSettings.APPLICATION, WEEK),
            new Rule(Topics.WEBHOOK_COMMANDS, StreamsSettings.APPLICATION, WEEK),
            new Rule(Topics.WEBHOOK_DISPATCH, SenderSettings.GROUP, WEEK),
            new Rule(Topics.WEBHOOK_ATTEMPTS, StreamsSettings.APPLICATION, Duration.ofDays(30)));

    private static final Logger LOG = LoggerFactory.getLogger(AppliedRecordsPurge.class);
    private static final Duration EVERY = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Admin admin;
    private final List<Rule> rules;
    private final int partitions;
    private final Clock clock;
    private final ScheduledExecutorService timer;

    /** @param partitions of each of the topics */
    public AppliedRecordsPurge(Admin admin, List<Rule> rules, int partitions, Clock clock) {
        this.admin = admin;
        this.rules = List.copyOf(rules);
        this.partitions = partitions;
        this.clock = clock;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "applied-records-purge");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(this::purgeAllOrTell, 1, EVERY.toMinutes(), TimeUnit.MINUTES);
    }

    private void purgeAllOrTell() {
        for (Rule rule : rules) {
            try {
                purge(rule);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (ExecutionException | TimeoutException | RuntimeException e) {
                LOG.warn(
                        "What was applied could not be taken out of {}, which is tried again in an hour: {}",
                        rule.topic().name(),
                        e.toString());
            }
        }
    }

    /** Deletes up to the first record that is too young or not applied. */
    void purge(Rule rule) throws InterruptedException, ExecutionException, TimeoutException {
        long before = clock.millis() - rule.kept().toMillis();
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            wanted.put(new TopicPartition(rule.topic().name(), partition), OffsetSpec.forTimestamp(before));
        }
        Map<TopicPartition, ListOffsetsResultInfo> young =
                admin.listOffsets(wanted).all().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        Map<TopicPartition, OffsetAndMetadata> applied = admin.listConsumerGroupOffsets(rule.group())
                .partitionsToOffsetAndMetadata()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        Map<TopicPartition, RecordsToDelete> old = new HashMap<>();
        young.forEach((partition, first) -> {
            OffsetAndMetadata next = applied.get(partition);
            if (next != null) {
                // A missing offset means that every record is older.
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
