package dev.loop.topology.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BalancedThreadsTest {

    private static final int FEEDBACK = 2;
    private static final int DELIVERIES = 4;
    private static final long RUNNING = -2;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 12})
    void shouldShareEachLedgerEvenly_whenTheFirstThreadClaimsAll(int partitions) {
        Map<TaskId, Long> all = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            all.put(new TaskId(FEEDBACK, partition), 100L);
            all.put(new TaskId(DELIVERIES, partition), 0L);
        }

        var shared = BalancedThreads.share(new TreeMap<>(Map.of("a", all, "b", Map.of())));

        assertEven(shared, partitions);
        assertThat(union(shared)).isEqualTo(all);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldShareEvenlyAndMoveNothingMore_whenAnyThreadClaimsAnything(long seed) {
        Random random = new Random(seed);
        int partitions = 1 + random.nextInt(12);
        List<Map<TaskId, Long>> claims = new ArrayList<>();
        for (int thread = 1 + random.nextInt(4); thread > 0; thread--) {
            claims.add(new HashMap<>());
        }
        for (int partition = 0; partition < partitions; partition++) {
            for (int ledger : new int[] {FEEDBACK, DELIVERIES}) {
                claims.get(random.nextInt(claims.size())).put(new TaskId(ledger, partition), RUNNING);
            }
        }
        Map<String, Map<TaskId, Long>> threads = new TreeMap<>();
        claims.forEach(one -> threads.put("thread-" + threads.size(), one));

        var shared = BalancedThreads.share(threads);

        assertEven(shared, partitions);
        assertThat(union(shared)).isEqualTo(union(threads));
        assertThat(BalancedThreads.share(shared)).as("a second time").isEqualTo(shared);
    }

    private static void assertEven(Map<String, Map<TaskId, Long>> shared, int partitions) {
        int threads = shared.size();
        shared.values().forEach(claims -> {
            for (int ledger : new int[] {FEEDBACK, DELIVERIES}) {
                assertThat(claims.keySet().stream()
                                .filter(task -> task.subtopology() == ledger)
                                .count())
                        .isBetween((long) partitions / threads, (long) (partitions + threads - 1) / threads);
            }
        });
        var sizes = shared.values().stream().map(Map::size).collect(Collectors.toCollection(TreeSet::new));
        assertThat(sizes.last() - sizes.first()).as("tasks of a thread").isLessThanOrEqualTo(1);
    }

    private static Map<TaskId, Long> union(Map<String, Map<TaskId, Long>> threads) {
        Map<TaskId, Long> all = new HashMap<>();
        threads.values().forEach(all::putAll);
        return all;
    }
}
