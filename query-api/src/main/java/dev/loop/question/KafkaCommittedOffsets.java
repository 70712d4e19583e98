package dev.loop.question;

import dev.loop.schemas.Topics;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the broker for the offsets of the topology's consumer group. */
public final class KafkaCommittedOffsets implements CommittedOffsets {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaCommittedOffsets.class);

    private final Admin admin;
    private final String group;

    public KafkaCommittedOffsets(Admin admin, String group) {
        this.admin = admin;
        this.group = group;
    }

    @Override
    public long of(int partition) {
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(1, TimeUnit.SECONDS);
            OffsetAndMetadata found = offsets.get(new TopicPartition(Topics.FEEDBACK_COMMANDS.name(), partition));
            return found == null ? 0 : found.offset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("The broker did not tell the committed offsets", e);
            return 0;
        }
    }
}
