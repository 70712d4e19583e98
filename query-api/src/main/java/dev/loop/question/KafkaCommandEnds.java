package dev.loop.question;

import dev.loop.schemas.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the broker for the ends of {@code feedback-commands}. */
public final class KafkaCommandEnds implements CommandEnds {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaCommandEnds.class);
    private static final long LONGEST_MILLIS = 300;

    private final Admin admin;

    public KafkaCommandEnds(Admin admin) {
        this.admin = admin;
    }

    @Override
    public Map<Integer, Long> of(Set<Integer> partitions) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(partition ->
                wanted.put(new TopicPartition(Topics.FEEDBACK_COMMANDS.name(), partition), OffsetSpec.latest()));
        Map<Integer, Long> ends = new HashMap<>();
        try {
            Map<TopicPartition, ListOffsetsResultInfo> found =
                    admin.listOffsets(wanted).all().get(LONGEST_MILLIS, TimeUnit.MILLISECONDS);
            found.forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("The broker did not tell the ends of commands", e);
        }
        return ends;
    }
}
