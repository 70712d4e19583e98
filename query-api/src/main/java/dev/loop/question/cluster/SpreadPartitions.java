package dev.loop.question.cluster;

import dev.loop.question.Answer;
import dev.loop.question.Ask;
import dev.loop.question.Copies;
import dev.loop.question.Partitions;
import dev.loop.question.Questions.NotReadyException;
import dev.loop.question.Questions.TooLongException;
import dev.loop.question.Questions.TooManyAtOnceException;
import dev.loop.question.Refused;
import dev.loop.question.Terms;
import dev.loop.question.Told;
import dev.loop.question.message.UnreadableMessageException;
import dev.loop.topology.run.InstanceAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Partitions on several instances. In a first round, each partition is asked where it is written, with one request to
 * each instance; partitions without an answer are then asked where they are followed, copy after copy. When no copy is
 * left, the copies are looked up again for a little while: partitions may be moving.
 */
public final class SpreadPartitions implements Partitions {

    private static final Logger LOG = LoggerFactory.getLogger(SpreadPartitions.class);

    /** The time for which moving partitions are waited for. */
    private static final Duration LONGEST_MOVE = Duration.ofSeconds(2);

    private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(25);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** The limit of a quick answer that another instance could give too. */
    private static final Duration QUICK = Duration.ofSeconds(2);

    /** The extra time for the way there and back. */
    private static final Duration WAY = Duration.ofMillis(500);

    /** The time for which an instance that could not be reached is asked last. */
    private static final long SHUNNED_NANOS = Duration.ofSeconds(2).toNanos();

    private final Placement placement;
    private final Copies local;
    private final InstanceAddress self;
    private final Peers peers;
    private final Map<InstanceAddress, Long> shunned = new ConcurrentHashMap<>();
    private final Semaphore places;

    /**
     * @param self address of this instance, as the others know it
     * @param mostWaiting questions that may wait for other instances at once: fewer than there are threads, some of
     *     which have to answer the others meanwhile
     */
    public SpreadPartitions(
            Placement placement, Copies local, InstanceAddress self, ClusterSecret secret, int mostWaiting) {
        this(placement, local, self, PeerClient.start(secret), mostWaiting);
    }

    SpreadPartitions(Placement placement, Copies local, InstanceAddress self, Peers peers, int mostWaiting) {
        this.placement = placement;
        this.local = local;
        this.self = self;
        this.peers = peers;
        this.places = new Semaphore(mostWaiting);
    }

    @Override
    public int count() {
        return local.count();
    }

    @Override
    public int of(String id) {
        return local.of(id);
    }

    @Override
    public <T> Map<Integer, Told<T>> ask(Map<Integer, Ask<T>> asks, Terms terms) {
        var rounds = new Rounds<>(asks, terms);
        while (!rounds.open.isEmpty()) {
            Map<InstanceAddress, Map<Integer, Ask<T>>> plan = rounds.plan();
            if (!plan.isEmpty()) {
                rounds.run(plan);
            } else if (terms.partial() || !rounds.lookAgain()) {
                break;
            }
        }
        if (!rounds.open.isEmpty() && !terms.partial()) {
            throw rounds.notReady();
        }
        return rounds.told;
    }

    /** The rounds of one question. */
    private final class Rounds<T> {
        private final Terms terms;
        private final Map<Integer, Ask<T>> open;
        private final Map<Integer, Told<T>> told = new TreeMap<>();
        private final Map<Integer, List<InstanceAddress>> asked = new HashMap<>();
        private final Map<Integer, String> reasons = new TreeMap<>();
        /** Partitions with a copy that will not say more in a moment. */
        private final Set<Integer> settled = new HashSet<>();

        private final long moveUntil = System.nanoTime() + LONGEST_MOVE.toNanos();

        Rounds(Map<Integer, Ask<T>> asks, Terms terms) {
            this.open = new TreeMap<>(asks);
            this.terms = terms;
        }

        /** Returns which instance is asked next for what; empty if every known copy was asked. */
        Map<InstanceAddress, Map<Integer, Ask<T>>> plan() {
            Map<InstanceAddress, Map<Integer, Ask<T>>> plan = new LinkedHashMap<>();
            open.forEach((partition, ask) -> {
                List<InstanceAddress> before = asked.computeIfAbsent(partition, p -> new ArrayList<>());
                candidates(partition, ask.ledger()).stream()
                        .filter(instance -> !before.contains(instance))
                        .findFirst()
                        .ifPresent(instance -> {
                            before.add(instance);
                            plan.computeIfAbsent(instance, i -> new TreeMap<>()).put(partition, ask);
                        });
            });
            return plan;
        }

        void run(Map<InstanceAddress, Map<Integer, Ask<T>>> plan) {
            Map<Integer, Ask<T>> here = plan.getOrDefault(self, Map.of());
            boolean elsewhere = plan.size() > (here.isEmpty() ? 0 : 1);
            if (!elsewhere) {
                take(local.answers(here, terms));
                return;
            }
            if (!places.tryAcquire()) {
                throw new TooManyAtOnceException("Too many questions wait for other instances.", RETRY_AFTER);
            }
            try {
                Map<InstanceAddress, CompletableFuture<byte[]>> sent = new LinkedHashMap<>();
                plan.forEach((instance, asks) -> {
                    if (!instance.equals(self)) {
                        sent.put(instance, peers.send(instance, message(asks), patience(asks)));
                    }
                });
                if (!here.isEmpty()) {
                    take(local.answers(here, terms));
                }
                sent.forEach(
                        (instance, answer) -> receive(instance, Objects.requireNonNull(plan.get(instance)), answer));
            } finally {
                places.release();
            }
        }

        private byte[] message(Map<Integer, Ask<T>> asks) {
            return new PeerQuestion(new TreeMap<>(asks), terms).toBytes();
        }

        /** Returns how long an instance has; less than the question if another might answer in its place. */
        private Duration patience(Map<Integer, Ask<T>> asks) {
            Duration left = terms.allowance().left().time();
            Ask<T> first = asks.values().iterator().next();
            Duration enough =
                    first.effort() == Ask.Effort.WAIT ? terms.remainingWait().plus(QUICK) : left;
            boolean others = first.effort() == Ask.Effort.QUICK
                    && asks.keySet().stream()
                            .anyMatch(partition -> candidates(partition, first.ledger())
                                            .size()
                                    > asked.getOrDefault(partition, List.of()).size());
            Duration atMost = others ? QUICK : enough;
            return (atMost.compareTo(left) < 0 ? atMost : left).plus(WAY);
        }

        private void receive(InstanceAddress from, Map<Integer, Ask<T>> asks, CompletableFuture<byte[]> answer) {
            try {
                PeerAnswer<T> read = PeerAnswer.read(
                        answer.get(
                                terms.allowance()
                                        .left()
                                        .time()
                                        .plus(WAY.multipliedBy(2))
                                        .toMillis(),
                                TimeUnit.MILLISECONDS),
                        asks);
                shunned.remove(from);
                terms.allowance().read((int) Math.min(Integer.MAX_VALUE, read.itemsRead()));
                take(read.answers());
            } catch (ExecutionException failed) {
                failed(from, asks, failed.getCause());
            } catch (UnreadableMessageException | TimeoutException failed) {
                failed(from, asks, failed);
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                throw new NotReadyException("The server is stopping.", RETRY_AFTER);
            }
        }

        private void failed(InstanceAddress from, Map<Integer, Ask<T>> asks, @Nullable Throwable why) {
            if (why instanceof PeerClient.StatusException other && other.status() == 401) {
                LOG.warn("The instance at {} has another cluster secret than this one: give all the same", from);
            } else {
                LOG.debug("The instance at {} did not answer", from, why);
            }
            shunned.put(from, System.nanoTime() + SHUNNED_NANOS);
            asks.keySet().forEach(partition -> reasons.put(partition, "The instance that has it does not answer"));
        }

        private void take(Map<Integer, ? extends Answer<T>> answers) {
            answers.forEach((partition, answer) -> {
                if (answer instanceof Told<T> one) {
                    told.put(partition, one);
                    open.remove(partition);
                } else {
                    Refused<T> refused = (Refused<T>) answer;
                    reasons.put(partition, refused.why());
                    if (!refused.moving()) {
                        settled.add(partition);
                    }
                }
            });
        }

        /** Looks the copies up again. Returns false when the time for that is over. */
        boolean lookAgain() {
            boolean mayCome = Collections.disjoint(settled, open.keySet())
                    || !terms.remainingWait().isZero();
            if (!mayCome || System.nanoTime() - moveUntil > 0) {
                return false;
            }
            try {
                terms.allowance().check();
                Thread.sleep(BETWEEN_ROUNDS.toMillis());
            } catch (TooLongException over) {
                return false;
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                return false;
            }
            asked.clear();
            return true;
        }

        NotReadyException notReady() {
            Set<Integer> missing = open.keySet();
            String why = missing.stream()
                    .map(reasons::get)
                    .filter(reason -> reason != null)
                    .findFirst()
                    .orElse("No instance has it now");
            return new NotReadyException(
                    (missing.size() == 1 ? "Partition " : "Partitions ")
                            + String.join(
                                    ", ", missing.stream().map(String::valueOf).toList())
                            + " cannot be read now. " + why,
                    RETRY_AFTER);
        }
    }

    /**
     * Returns the instances of a partition: first the one that writes it; last those that could not be reached just
     * now.
     */
    private List<InstanceAddress> candidates(int partition, Ask.Ledger ledger) {
        List<InstanceAddress> all = ledger == Ask.Ledger.TABLES
                ? everybody()
                : new ArrayList<>(placement.of(ledger, partition).all());
        if (!all.contains(self)) {
            // The partition may have come here since, or not have left yet.
            all.add(self);
        }
        if (!shunned.isEmpty()) {
            long now = System.nanoTime();
            List<InstanceAddress> last = all.stream()
                    .filter(instance -> {
                        Long until = shunned.get(instance);
                        return until != null && until - now > 0;
                    })
                    .toList();
            all.removeAll(last);
            all.addAll(last);
        }
        return all;
    }

    /** Returns all instances, this one first. */
    private List<InstanceAddress> everybody() {
        Set<InstanceAddress> all = new LinkedHashSet<>(List.of(self));
        for (int partition = 0; partition < count(); partition++) {
            all.addAll(placement.of(Ask.Ledger.FEEDBACK, partition).all());
        }
        return new ArrayList<>(all);
    }

    @Override
    public void close() {
        peers.close();
    }
}
