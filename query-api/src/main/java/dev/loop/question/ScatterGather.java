package dev.loop.question;

import dev.loop.topology.question.Position;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Asks partitions, wherever they are, and gathers their answers with what these reflect together.
 *
 * @param groups what the groups of all answers take from
 */
record ScatterGather(
        Partitions partitions, CommandEnds ends, Questions.Limits limits, ReadOptions reading, GroupMemory groups) {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** The time for which a read waits again for a position if it meets another copy than the one that reached it. */
    private static final Duration WAIT_AGAIN = Duration.ofSeconds(1);

    ScatterGather with(ReadOptions other) {
        return new ScatterGather(partitions, ends, limits, other, groups);
    }

    Allowance allowance() {
        return new Allowance(limits, groups, reading.caller());
    }

    Terms terms() {
        return terms(allowance());
    }

    Terms terms(Allowance allowance) {
        return new Terms(reading.atLeast(), WAIT_AGAIN, reading.partial(), allowance);
    }

    /** Returns terms for a question that has one answer, or none. */
    Terms termsOfOne() {
        return new Terms(reading.atLeast(), WAIT_AGAIN, false, new Allowance(limits, reading.caller()));
    }

    <T> Map<Integer, Told<T>> askAll(Ask<T> ask, Terms terms) {
        return askEach(partition -> ask, allPartitions(), terms);
    }

    <T> Map<Integer, Told<T>> askEach(IntFunction<Ask<T>> ask, Collection<Integer> which, Terms terms) {
        Map<Integer, Ask<T>> asks = new TreeMap<>();
        which.forEach(partition -> asks.put(partition, ask.apply(partition)));
        return partitions.ask(asks, terms);
    }

    <T> T askOne(int partition, Ask<T> ask, Terms terms) {
        Told<T> told = partitions.ask(Map.of(partition, ask), terms).get(partition);
        if (told == null) {
            throw new Questions.NotReadyException("Partition " + partition + " did not answer", RETRY_AFTER);
        }
        return told.value();
    }

    Set<Integer> allPartitions() {
        return IntStream.range(0, partitions.count()).boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    static <T> List<T> values(Map<Integer, Told<T>> told) {
        return told.values().stream().map(Told::value).toList();
    }

    /** Returns what the answers of all partitions reflect together. */
    <T> AsOf asOf(Map<Integer, Told<T>> told, ToLongFunction<T> position) {
        TreeMap<Integer, Long> offsets = new TreeMap<>();
        TreeSet<Integer> missing = new TreeSet<>(allPartitions());
        TreeMap<Integer, Long> following = new TreeMap<>();
        told.forEach((partition, answer) -> {
            long applied = position.applyAsLong(answer.value());
            missing.remove(partition);
            if (applied >= 0) {
                offsets.put(partition, applied);
            }
            if (answer.follows()) {
                following.put(partition, applied);
            }
        });
        TreeMap<Integer, OptionalLong> standbys = new TreeMap<>();
        if (!following.isEmpty()) {
            Map<Integer, Long> taken = ends.of(following.keySet());
            following.forEach((partition, applied) -> standbys.put(
                    partition,
                    taken.containsKey(partition)
                            ? OptionalLong.of(Math.max(0, taken.get(partition) - applied - 1))
                            : OptionalLong.empty()));
        }
        return new AsOf(new Position(offsets), missing, standbys);
    }
}
