package dev.loop.bi;

import dev.loop.api.sink.SinkBoard.SinksUnknownException;
import dev.loop.connectors.connect.ConnectorFile;
import dev.loop.question.CommittedOffsets;
import dev.loop.topology.question.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells how far sinks are, from what the broker knows: the end of each topic and the committed offset of each sink's
 * consumer group. It does not ask the database, and works for sinks in an external Kafka Connect just as well.
 */
final class SinkProgress implements AutoCloseable {

    private static final Duration LONGEST_CALL = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Admin admin;
    private final CommittedOffsets topology;
    private final RestOfTopic rest;
    private volatile Map<String, Integer> partitions = Map.of();

    /** @param topology how far the commands are applied and committed */
    SinkProgress(Admin admin, CommittedOffsets topology, RestOfTopic rest) {
        this.admin = admin;
        this.topology = topology;
        this.rest = rest;
    }

    /**
     * Returns the sinks that the broker knows, whoever runs them: those that read now, from their first moment on, and
     * those that have read before.
     */
    List<SinkElsewhere> known() {
        Map<String, Boolean> members = new HashMap<>();
        answer(() -> admin.listGroups(ListGroupsOptions.forConsumerGroups())
                        .all()
                        .get(LONGEST_CALL.toMillis(), TimeUnit.MILLISECONDS))
                .forEach(group -> members.put(group.groupId(), hasMembers(group)));
        List<Sink> sinks = ConnectorFile.postgres().stream()
                .flatMap(file -> members.keySet().stream()
                        .sorted()
                        .flatMap(group -> Sink.of(file, members.keySet(), group).stream()))
                .toList();
        Map<String, Map<TopicPartition, OffsetAndMetadata>> offsets = groups(sinks);
        return sinks.stream()
                .filter(sink -> members.getOrDefault(sink.group(), false)
                        || !offsets.getOrDefault(sink.group(), Map.of()).isEmpty())
                .map(sink -> new SinkElsewhere(sink, members.getOrDefault(sink.group(), false)))
                .toList();
    }

    /** Returns whether a group has readers. A killed reader counts until its session is over. */
    private static boolean hasMembers(GroupListing group) {
        return group.groupState()
                .map(state -> state != GroupState.EMPTY && state != GroupState.DEAD)
                .orElse(true);
    }

    /**
     * The progress of a sink.
     *
     * @param next sum, over the partitions, of the offsets that it reads next
     * @param end sum of the offsets at which the topic ends
     * @param lag records of its topic that are still to come
     */
    record Place(long next, long end, long lag) {}

    /** Returns the progress of each sink. Throws {@link SinksUnknownException}. */
    Map<Sink, Place> places(List<Sink> of) {
        Map<String, Map<TopicPartition, OffsetAndMetadata>> groups = groups(of);
        Map<TopicPartition, Long> ends = ends(of, IsolationLevel.READ_COMMITTED);
        Map<Sink, Place> places = new HashMap<>();
        for (Sink sink : of) {
            long next = 0;
            long end = 0;
            long lag = 0;
            for (TopicPartition partition : partitionsOf(sink)) {
                next += next(groups, sink, partition);
                long endOfPartition = Objects.requireNonNull(ends.get(partition));
                end += endOfPartition;
                lag += rest.from(partition, next(groups, sink, partition), endOfPartition);
            }
            places.put(sink, new Place(next, end, lag));
        }
        return places;
    }

    /** Does what {@link dev.loop.api.sink.SinkBoard#await} says. */
    boolean await(List<Sink> of, Position position, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        // The results of a command are in the topics once its offset is committed. The end that is read then,
        // uncommitted records included, is behind all of them, even if the last marker of the commit is still to come.
        if (!committed(position, deadline)) {
            return false;
        }
        Map<TopicPartition, Long> targets = ends(of, IsolationLevel.READ_UNCOMMITTED);
        List<Sink> waiting = new ArrayList<>(of);
        while (true) {
            Map<String, Map<TopicPartition, OffsetAndMetadata>> groups = groups(of);
            waiting.removeIf(sink -> partitionsOf(sink).stream()
                    .allMatch(partition -> rest.reached(
                            partition, next(groups, sink, partition), Objects.requireNonNull(targets.get(partition)))));
            if (waiting.isEmpty()) {
                return true;
            }
            if (!pause(deadline)) {
                return false;
            }
        }
    }

    private boolean committed(Position position, long deadline) {
        for (Map.Entry<Integer, Long> command : position.offsets().entrySet()) {
            while (topology.of(command.getKey()) <= command.getValue()) {
                if (!pause(deadline)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean pause(long deadline) {
        if (System.nanoTime() >= deadline) {
            return false;
        }
        try {
            Thread.sleep(PAUSE.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static long next(
            Map<String, Map<TopicPartition, OffsetAndMetadata>> groups, Sink sink, TopicPartition partition) {
        OffsetAndMetadata offset = groups.getOrDefault(sink.group(), Map.of()).get(partition);
        return offset == null ? 0 : offset.offset();
    }

    private Map<String, Map<TopicPartition, OffsetAndMetadata>> groups(List<Sink> sinks) {
        if (sinks.isEmpty()) {
            return Map.of();
        }
        return answer(() -> admin.listConsumerGroupOffsets(sinks.stream()
                        .collect(Collectors.toMap(Sink::group, sink -> new ListConsumerGroupOffsetsSpec())))
                .all()
                .get(LONGEST_CALL.toMillis(), TimeUnit.MILLISECONDS));
    }

    private Map<TopicPartition, Long> ends(List<Sink> of, IsolationLevel isolation) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        of.forEach(sink -> partitionsOf(sink).forEach(partition -> wanted.put(partition, OffsetSpec.latest())));
        Map<TopicPartition, Long> ends = new HashMap<>();
        answer(() -> admin.listOffsets(wanted, new ListOffsetsOptions(isolation))
                        .all()
                        .get(LONGEST_CALL.toMillis(), TimeUnit.MILLISECONDS))
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    private List<TopicPartition> partitionsOf(Sink sink) {
        Map<String, Integer> found = partitions;
        if (!found.containsKey(sink.topic())) {
            Set<String> topics =
                    ConnectorFile.postgres().stream().map(ConnectorFile::topic).collect(Collectors.toSet());
            found = answer(() -> admin
                    .describeTopics(topics)
                    .allTopicNames()
                    .get(LONGEST_CALL.toMillis(), TimeUnit.MILLISECONDS)
                    .values()
                    .stream()
                    .collect(Collectors.toMap(
                            TopicDescription::name,
                            description -> description.partitions().size())));
            partitions = found;
        }
        List<TopicPartition> all = new ArrayList<>();
        for (int partition = 0; partition < found.getOrDefault(sink.topic(), 0); partition++) {
            all.add(new TopicPartition(sink.topic(), partition));
        }
        return all;
    }

    private interface Call<T> {
        T get() throws ExecutionException, TimeoutException, InterruptedException;
    }

    private static <T> T answer(Call<T> call) {
        try {
            return call.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SinksUnknownException(e);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new SinksUnknownException(e);
        }
    }

    @Override
    public void close() {
        rest.close();
    }
}
