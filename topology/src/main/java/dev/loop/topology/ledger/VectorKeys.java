package dev.loop.topology.ledger;

import dev.loop.schemas.avro.Feedback;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * The keys of {@code feedback-vectors}: {@code project/id}, all of a project in the partition of its name, whichever
 * partition the item is in. Neither part holds a slash.
 */
public final class VectorKeys implements StreamPartitioner<byte[], Object> {

    static byte[] of(Feedback item) {
        return (item.getProject() + "/" + item.getId()).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Optional<Set<Integer>> partitions(String topic, byte[] key, Object value, int partitions) {
        int end = 0;
        while (key[end] != '/') {
            end++;
        }
        return Optional.of(Set.of(Utils.toPositive(Utils.murmur2(Arrays.copyOf(key, end))) % partitions));
    }
}
