package dev.loop.topology.run;

import static org.apache.kafka.streams.processor.internals.assignment.StreamsAssignmentProtocolVersions.LATEST_SUPPORTED_VERSION;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.assignment.ProcessId;
import org.apache.kafka.streams.processor.internals.StreamsPartitionAssignor;
import org.apache.kafka.streams.processor.internals.Task;
import org.apache.kafka.streams.processor.internals.assignment.SubscriptionInfo;

/**
 * The assignor of Kafka Streams, which shares the work of each ledger evenly among the threads of an instance.
 *
 * <p>A thread claims the tasks that it runs, and those that it finds on disk: the first thread to look claims all of
 * them. Kafka Streams lets each thread keep as many of its claims as there are tasks for one thread, in the order of
 * their ids. So one of two threads would get every partition of feedback, the other every partition of deliveries, and
 * an import would run on one processor. Here the claims of an instance are shared out before Kafka Streams sees them.
 * What an instance claims as a whole does not change, and so neither does what it gets.
 *
 * <p>For example, of two threads the first claims 2_0, 2_1, 4_0 and 4_1. It keeps 2_0 and 4_0; 2_1 and 4_1 are passed to
 * the second as its claims.
 */
public final class BalancedThreads extends StreamsPartitionAssignor {

    /** Tells one subscription from the next, so that a member joins anew; here it has joined. */
    private static final byte ANY = 0;

    /** Tasks that are to be spread by themselves: those of one sub-topology, running or not. */
    private record Kind(int subtopology, boolean running) implements Comparable<Kind> {

        private static final Comparator<Kind> ORDER =
                Comparator.comparing(Kind::running).reversed().thenComparingInt(Kind::subtopology);

        static Kind of(Map.Entry<TaskId, Long> claim) {
            return new Kind(claim.getKey().subtopology(), claim.getValue() == Task.LATEST_OFFSET);
        }

        @Override
        public int compareTo(Kind other) {
            return ORDER.compare(this, other);
        }
    }

    @Override
    public GroupAssignment assign(Cluster cluster, GroupSubscription group) {
        return super.assign(cluster, new GroupSubscription(balanced(group.groupSubscription())));
    }

    private static Map<String, Subscription> balanced(Map<String, Subscription> members) {
        Map<String, SubscriptionInfo> infos = new HashMap<>();
        Map<ProcessId, Map<String, Map<TaskId, Long>>> instances = new HashMap<>();
        members.forEach((member, subscription) -> {
            SubscriptionInfo info = SubscriptionInfo.decode(subscription.userData());
            if (info.version() > LATEST_SUPPORTED_VERSION) {
                // Kafka Streams asks it to come with a version that can be read.
                return;
            }
            infos.put(member, info);
            instances
                    .computeIfAbsent(info.processId(), instance -> new TreeMap<>())
                    .put(member, info.taskOffsetSums());
        });
        Map<String, Subscription> balanced = new HashMap<>(members);
        instances
                .values()
                .forEach(threads -> share(threads).forEach((member, claims) -> {
                    SubscriptionInfo info = of(infos, member);
                    if (!claims.equals(info.taskOffsetSums())) {
                        balanced.put(member, with(of(members, member), info, claims));
                    }
                }));
        return balanced;
    }

    private static Subscription with(Subscription before, SubscriptionInfo info, Map<TaskId, Long> claims) {
        SubscriptionInfo with = new SubscriptionInfo(
                info.version(),
                info.latestSupportedVersion(),
                info.processId(),
                info.userEndPoint(),
                claims,
                ANY,
                info.errorCode(),
                info.clientTags());
        Subscription subscription = new Subscription(
                before.topics(),
                with.encode(),
                before.ownedPartitions(),
                before.generationId().orElse(-1),
                before.rackId());
        subscription.setGroupInstanceId(before.groupInstanceId());
        return subscription;
    }

    /**
     * Shares claims out among the threads of one instance. Each thread keeps as many of its own as its share allows.
     *
     * @param threads the claims of each, with their offsets
     */
    static Map<String, Map<TaskId, Long>> share(Map<String, Map<TaskId, Long>> threads) {
        Map<Kind, TreeMap<TaskId, String>> owners = new TreeMap<>();
        Map<TaskId, Long> offsets = new HashMap<>();
        threads.forEach((thread, claims) -> claims.entrySet().forEach(claim -> {
            offsets.put(claim.getKey(), claim.getValue());
            owners.computeIfAbsent(Kind.of(claim), kind -> new TreeMap<>()).put(claim.getKey(), thread);
        }));
        Map<String, Map<TaskId, Long>> shared = new TreeMap<>();
        threads.keySet().forEach(thread -> shared.put(thread, new HashMap<>()));
        owners.values().forEach(tasks -> share(tasks, shared, offsets));
        return shared;
    }

    /**
     * Shares out tasks of one kind. Where they cannot be shared evenly, the threads with the fewest tasks so far get one
     * more.
     *
     * @param owners the tasks, each with the thread that claims it
     */
    private static void share(
            TreeMap<TaskId, String> owners, Map<String, Map<TaskId, Long>> shared, Map<TaskId, Long> offsets) {
        List<String> threads = new ArrayList<>(shared.keySet());
        threads.sort(
                Comparator.<String>comparingInt(thread -> of(shared, thread).size())
                        .thenComparingInt(thread -> -Collections.frequency(owners.values(), thread)));
        Map<String, Integer> room = new HashMap<>();
        for (int i = 0; i < threads.size(); i++) {
            room.put(threads.get(i), owners.size() / threads.size() + (i < owners.size() % threads.size() ? 1 : 0));
        }
        List<TaskId> others = new ArrayList<>();
        owners.forEach((task, owner) -> {
            if (!take(task, owner, room, shared, offsets)) {
                others.add(task);
            }
        });
        for (TaskId task : others) {
            boolean taken = threads.stream().anyMatch(thread -> take(task, thread, room, shared, offsets));
            if (!taken) {
                throw new IllegalStateException("No thread has room for " + task);
            }
        }
    }

    private static boolean take(
            TaskId task,
            String thread,
            Map<String, Integer> room,
            Map<String, Map<TaskId, Long>> shared,
            Map<TaskId, Long> offsets) {
        if (room.merge(thread, -1, Integer::sum) < 0) {
            return false;
        }
        of(shared, thread).put(task, Objects.requireNonNull(offsets.get(task)));
        return true;
    }

    private static <T> T of(Map<String, T> values, String name) {
        return Objects.requireNonNull(values.get(name));
    }
}
