package dev.loop.question.cluster;

import dev.loop.question.Answer;
import dev.loop.question.Ask;
import dev.loop.question.Copies;
import dev.loop.question.Partitions;
import dev.loop.question.Questions.NotReadyException;
import dev.loop.question.Questions.TooLongException;
import dev.loop.question.Questions.TooManyAtOnceException;
import dev.loop.question.Refused;
import dev.loop.question.Requester;
import dev.loop.question.Terms;
import dev.loop.question.Told;
import dev.loop.question.message.UnreadableMessageException;
import dev.loop.topology.run.InstanceAddress;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Partitions on several instances. In a first round, each partition is asked where it is written, with one request to
 * each instance; partitions without an answer are then asked where they are followed, copy after copy. When no copy is
 * left, the copies are looked up again for a little while: partitions may be moving.
 *
 * <p>For example, instance A is asked for a count. It writes the partitions 0 and 1, B writes 2 and 3, and each follows
 * the other's.
 *
 * <ol>
 *   <li>A sends B one request for 2 and 3, and reads 0 and 1 itself meanwhile. When B has answered, all four are told.
 *   <li>B was killed: its port refuses the connection at once. A second round reads A's own copies of 2 and 3. The
 *   answer
 *       names them as standbys; the log says once that B does not answer, and for 2 s B is asked last.
 *   <li>A has no copy of 3. Kafka Streams may be moving it, so A looks the copies up again every 25 ms, for 2 s. Then
 *   the
 *       question is refused with 503, or answered without 3 if the caller accepts that.
 *   <li>B still counts when the caller hangs up, or when partition 0 turns out to be too much: A gives its request up,
 *       B sees the connection close, and stops.
 * </ol>
 */
public final class SpreadPartitions implements Partitions {

    /** The time for which moving partitions are waited for. */
    private static final Duration LONGEST_MOVE = Duration.ofSeconds(2);

    private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(25);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** The limit of a quick answer that another instance could give too. */
    private static final Duration QUICK = Duration.ofSeconds(2);

    /** The extra time for the way there and back. */
    private static final Duration WAY = Duration.ofMillis(500);

    private final Members members;
    private final Copies local;
    private final Peers peers;
    private final PeerHealth health;
    private final RoutingMeters meters;
    private final Semaphore places;

    /**
     * @param self address of this instance, as the others know it
     * @param mostWaiting questions that may wait for other instances at once: fewer than there are threads, some of
     *     which have to answer the others meanwhile
     */
    public SpreadPartitions(
            Placement placement,
            Copies local,
            InstanceAddress self,
            ClusterSecret secret,
            int mostWaiting,
            MeterRegistry meters) {
        this(placement, local, self, PeerClient.start(secret), mostWaiting, meters, System::nanoTime);
    }

    /** @param nanos for the health of the instances */
    SpreadPartitions(
            Placement placement,
            Copies local,
            InstanceAddress self,
            Peers peers,
            int mostWaiting,
            MeterRegistry meters,
            LongSupplier nanos) {
        this.health = new PeerHealth(nanos);
        this.members = new Members(placement, self, local.count(), health, nanos);
        this.meters = new RoutingMeters(meters);
        this.local = local;
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
        members.lookNowAndThen();
        var rounds = new Rounds<>(asks, terms);
        try (Requester.Waiting ended = terms.allowance().caller().whenGone(rounds::giveUp)) {
            while (!rounds.open.isEmpty()) {
                Map<InstanceAddress, Map<Integer, Ask<T>>> plan = rounds.plan();
                if (!plan.isEmpty()) {
                    rounds.run(plan);
                } else if (terms.partial() || !rounds.lookAgain()) {
                    break;
                }
            }
        } finally {
            rounds.tell();
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

        private final long began = System.nanoTime();
        private final long moveUntil = began + LONGEST_MOVE.toNanos();
        private boolean waited;

        /** Requests to other instances that are under way, or were. The caller may leave on another thread. */
        private final Map<InstanceAddress, CompletableFuture<byte[]>> sent = new ConcurrentHashMap<>();

        private final Map<InstanceAddress, Failure> failures = new LinkedHashMap<>();

        private record Failure(Throwable why, Set<Integer> partitions) {}

        Rounds(Map<Integer, Ask<T>> asks, Terms terms) {
            this.open = new TreeMap<>(asks);
            this.terms = terms;
        }

        /** Returns which instance is asked next for what; empty if every known copy was asked. */
        Map<InstanceAddress, Map<Integer, Ask<T>>> plan() {
            Map<InstanceAddress, Map<Integer, Ask<T>>> plan = new LinkedHashMap<>();
            open.forEach((partition, ask) -> {
                List<InstanceAddress> before = asked.computeIfAbsent(partition, p -> new ArrayList<>());
                members.candidates(partition, ask.ledger()).stream()
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
            Map<Integer, Ask<T>> here = plan.getOrDefault(members.self(), Map.of());
            boolean elsewhere = plan.size() > (here.isEmpty() ? 0 : 1);
            if (!elsewhere) {
                take(members.self(), local.answers(here, terms));
                return;
            }
            if (!places.tryAcquire()) {
                throw new TooManyAtOnceException("Too many questions wait for other instances.", RETRY_AFTER);
            }
            try {
                plan.forEach((instance, asks) -> {
                    if (!members.isSelf(instance)) {
                        sent.put(instance, peers.send(instance, message(asks), patience(asks)));
                    }
                });
                terms.allowance().checkCaller();
                if (!here.isEmpty()) {
                    take(members.self(), local.answers(here, terms));
                }
                for (InstanceAddress instance : plan.keySet()) {
                    CompletableFuture<byte[]> answer = sent.get(instance);
                    if (answer != null) {
                        receive(instance, Objects.requireNonNull(plan.get(instance)), answer);
                    }
                }
            } finally {
                giveUp();
                sent.clear();
                places.release();
            }
        }

        /** Gives up the requests that are under way, so that the other instances stop. */
        void giveUp() {
            sent.values().forEach(answer -> {
                if (!answer.isDone() && answer.cancel(true)) {
                    meters.cancelled();
                }
            });
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
                            .anyMatch(partition -> members.candidates(partition, first.ledger())
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
                health.answered(from);
                terms.allowance().read((int) Math.min(Integer.MAX_VALUE, read.itemsRead()));
                take(from, read.answers());
            } catch (CancellationException gone) {
                terms.allowance().checkCaller();
                failed(from, asks, gone);
            } catch (ExecutionException failed) {
                failed(from, asks, Objects.requireNonNullElse(failed.getCause(), failed));
            } catch (UnreadableMessageException | TimeoutException failed) {
                failed(from, asks, failed);
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                throw new NotReadyException("The server is stopping.", RETRY_AFTER);
            }
        }

        private void failed(InstanceAddress from, Map<Integer, Ask<T>> asks, Throwable why) {
            meters.failed();
            health.failed(from);
            failures.merge(from, new Failure(why, new TreeSet<>(asks.keySet())), (first, again) -> {
                first.partitions().addAll(again.partitions());
                return first;
            });
            asks.keySet().forEach(partition -> reasons.put(partition, "The instance that has it does not answer"));
        }

        private void take(InstanceAddress from, Map<Integer, ? extends Answer<T>> answers) {
            answers.forEach((partition, answer) -> {
                if (answer instanceof Told<T> one) {
                    meters.answered(!members.isSelf(from), one.follows());
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
            waited = true;
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

        /** Counts what was not answered, and logs which instances failed and what was done without them. */
        void tell() {
            if (waited) {
                meters.waited(Duration.ofNanos(System.nanoTime() - began));
            }
            if (!open.isEmpty()) {
                meters.unanswered(open.size(), terms.partial());
            }
            if (!failures.isEmpty()) {
                members.look();
                failures.forEach((instance, failure) ->
                        health.tell(instance, failure.why(), failure.partitions(), instead(failure.partitions())));
            }
        }

        private PeerHealth.Instead instead(Set<Integer> partitions) {
            if (!told.keySet().containsAll(partitions)) {
                return terms.partial() ? PeerHealth.Instead.PARTIAL : PeerHealth.Instead.REFUSED;
            }
            return partitions.stream().map(told::get).anyMatch(Told::follows)
                    ? PeerHealth.Instead.STANDBY
                    : PeerHealth.Instead.OTHERS;
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

    @Override
    public void close() {
        peers.close();
    }
}
