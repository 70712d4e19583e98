package dev.loop.topology.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class VectorKeysTest {

    private static final int PARTITIONS = 12;

    @Test
    void shouldBeInThePartitionOfTheProject_whateverTheItem() {
        int ofTheProject = BuiltInPartitioner.partitionForKey("shop".getBytes(StandardCharsets.UTF_8), PARTITIONS);

        assertThat(IntStream.range(0, 100).mapToObj(item -> partitions("shop/fb_" + item)))
                .containsOnly(Set.of(ofTheProject));
        assertThat(IntStream.range(0, 100)
                        .mapToObj(project -> partitions("project-" + project + "/fb_0"))
                        .distinct())
                .hasSizeGreaterThan(PARTITIONS / 2);
    }

    private static Set<Integer> partitions(String key) {
        return new VectorKeys()
                .partitions("feedback-vectors", key.getBytes(StandardCharsets.UTF_8), null, PARTITIONS)
                .orElseThrow();
    }
}
