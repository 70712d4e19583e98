package dev.loop.question.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loop.question.Allowance;
import dev.loop.question.Answer;
import dev.loop.question.Ask;
import dev.loop.question.AskKind;
import dev.loop.question.Copies;
import dev.loop.question.GroupMemory;
import dev.loop.question.Questions.Limits;
import dev.loop.question.Questions.NotReadyException;
import dev.loop.question.Questions.TooMuchException;
import dev.loop.question.Refused;
import dev.loop.question.Requester;
import dev.loop.question.Terms;
import dev.loop.question.Told;
import dev.loop.question.message.PeerReader;
import dev.loop.topology.question.Position;
import dev.loop.topology.run.InstanceAddress;
import dev.loop.topology.run.Replicas;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Tests which instance is asked for a partition, and the fate of missing answers. */
class SpreadPartitionsTest {

    private static final InstanceAddress A = new InstanceAddress("a", 1);
    private static final InstanceAddress B = new InstanceAddress("b", 1);
    private static final InstanceAddress C = new InstanceAddress("c", 1);

    private final Map<Integer, Replicas> placement = new HashMap<>();
    private final Map<InstanceAddress, Instance> instances = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    /** Answers with what the test put there; refuses what it has not. */
    private final class Instance implements Copies {
        final InstanceAddress address;
        final Map<Integer, Supplier<Answer<Long>>> has = new TreeMap<>();
        boolean dead;

        Instance(InstanceAddress address) {
            this.address = address;
            instances.put(address, this);
        }

        Instance writes(int partition, long position) {
            has.put(partition, () -> new Told<>(position, false));
            return this;
        }

        Instance follows(int partition, long position) {
            has.put(partition, () -> new Told<>(position, true));
            return this;
        }

        @Override
        public int count() {
            return 3;
        }

        @Override
        public int of(String id) {
            return 0;
        }

        @SuppressWarnings("unchecked")
        @Override
        public <T> Map<Integer, Answer<T>> answers(Map<Integer, Ask<T>> asks, Terms terms) {
            asked.add(address.host() + asks.keySet());
            Map<Integer, Answer<T>> answers = new TreeMap<>();
            asks.keySet().forEach(partition -> {
                Answer<Long> answer = has.getOrDefault(partition, () -> new Refused<>("not here", true))
                        .get();
                long needed = terms.atLeast().offsets().getOrDefault(partition, -1L);
                if (answer instanceof Told<Long> told && told.value() < needed) {
                    answer = new Refused<>("behind", false);
                }
                answers.put(partition, (Answer<T>) answer);
            });
            return answers;
        }
    }

    private final Peers peers = new Peers() {
        @Override
        public CompletableFuture<byte[]> send(InstanceAddress to, byte[] message, Duration atMost) {
            Instance instance = instances.get(to);
            return instance == null || instance.dead
                    ? CompletableFuture.failedFuture(new ConnectException("refused"))
                    : CompletableFuture.completedFuture(
                            new PeerAnswers(instance, new GroupMemory(1_000_000)).answer(message, Requester.STAYS));
        }

        @Override
        public void close() {}
    };

    private Map<Integer, Told<Long>> ask(Reading reading, int... partitions) {
        Map<Integer, Ask<Long>> asks = new TreeMap<>();
        for (int partition : partitions) {
            asks.put(partition, position());
        }
        try (var spread = new SpreadPartitions(
                (ledger, partition) -> placement.getOrDefault(partition, Replicas.NONE),
                instances.get(A),
                A,
                peers,
                4,
                meters,
                System::nanoTime)) {
            return spread.ask(
                    asks,
                    new Terms(
                            reading.atLeast(),
                            Duration.ZERO,
                            reading.partial(),
                            new Allowance(new Limits(100, 100, Duration.ofSeconds(10)))));
        }
    }

    private record Reading(Position atLeast, boolean partial) {
        static final Reading USUAL = new Reading(Position.NONE, false);
    }

    @SuppressWarnings("unchecked")
    private static Ask<Long> position() {
        return (Ask<Long>) AskKind.read(new PeerReader(new byte[] {(byte) AskKind.POSITION.ordinal()}));
    }

    private void place(int partition, InstanceAddress active, InstanceAddress... standbys) {
        placement.put(partition, new Replicas(Optional.of(active), List.of(standbys)));
    }

    @Test
    void shouldAskEachInstanceOnce_whenAllAreThere() {
        new Instance(A).writes(0, 10).follows(1, 5);
        new Instance(B).writes(1, 20).writes(2, 30).follows(0, 9);
        place(0, A, B);
        place(1, B, A);
        place(2, B, A);

        assertThat(ask(Reading.USUAL, 0, 1, 2))
                .isEqualTo(Map.of(0, new Told<>(10L, false), 1, new Told<>(20L, false), 2, new Told<>(30L, false)));
        assertThat(asked).containsExactlyInAnyOrder("a[0]", "b[1, 2]");
    }

    @Test
    void shouldAskWhoFollows_whenWhoWritesIsGone() {
        new Instance(A).follows(0, 5);
        new Instance(B).writes(0, 9).dead = true;
        place(0, B, C, A);

        assertThat(ask(Reading.USUAL, 0)).isEqualTo(Map.of(0, new Told<>(5L, true)));
        assertThat(asked).containsExactly("a[0]");
    }

    @Test
    void shouldAskTheNext_whenAPartitionHasMoved() {
        new Instance(A);
        new Instance(B).follows(0, 5);
        place(0, A, B);

        assertThat(ask(Reading.USUAL, 0)).isEqualTo(Map.of(0, new Told<>(5L, true)));
        assertThat(asked).containsExactly("a[0]", "b[0]");
    }

    @Test
    void shouldLookAgain_whenAPartitionIsOnTheMove() {
        var here = new Instance(A);
        new Instance(B);
        place(0, B);
        int[] looks = {0};
        here.has.put(0, () -> ++looks[0] < 3 ? new Refused<>("opening", true) : new Told<>(7L, false));

        assertThat(ask(Reading.USUAL, 0)).isEqualTo(Map.of(0, new Told<>(7L, false)));
    }

    @Test
    void shouldNotTakeACopyThatIsBehind_whenMoreIsAskedFor() {
        new Instance(A).follows(0, 5);
        new Instance(B).follows(0, 6);
        place(0, C, A, B);

        assertThat(ask(new Reading(Position.of(0, 6), false), 0)).isEqualTo(Map.of(0, new Told<>(6L, true)));
        long begin = System.nanoTime();
        assertThatThrownBy(() -> ask(new Reading(Position.of(0, 7), false), 0))
                .isInstanceOf(NotReadyException.class)
                .hasMessageContaining("behind");
        // The partition is not moving, so that asking again gains nothing.
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void shouldSayWhatIsMissing_whenNoCopyIsLeft() {
        new Instance(A).writes(0, 10);
        new Instance(B).dead = true;
        place(0, A);
        place(1, B);

        assertThatThrownBy(() -> ask(Reading.USUAL, 0, 1))
                .isInstanceOf(NotReadyException.class)
                .hasMessageContaining("Partition 1 cannot be read")
                .hasMessageNotContaining("b:1");
        assertThat(ask(new Reading(Position.NONE, true), 0, 1)).isEqualTo(Map.of(0, new Told<>(10L, false)));
    }

    @Test
    void shouldEndTheQuestion_whenItIsTooMuchForAnInstance() {
        new Instance(A);
        new Instance(B).has.put(0, () -> {
            throw new TooMuchException("group by less");
        });
        place(0, B);

        assertThatThrownBy(() -> ask(Reading.USUAL, 0))
                .isInstanceOf(TooMuchException.class)
                .hasMessage("group by less");
    }

    @Test
    void shouldNotBelieveAnInstance_whenItAnswersSomethingElse() {
        new Instance(A).follows(0, 3);
        place(0, B, A);
        Peers strange = new Peers() {
            @Override
            public CompletableFuture<byte[]> send(InstanceAddress to, byte[] message, Duration atMost) {
                return CompletableFuture.completedFuture(new byte[] {9, 9});
            }

            @Override
            public void close() {}
        };
        try (var spread = new SpreadPartitions(
                (ledger, partition) -> placement.get(0), instances.get(A), A, strange, 4, meters, System::nanoTime)) {
            Map<Integer, Ask<Long>> asks = Map.of(0, position());
            var terms = new Terms(
                    Position.NONE, Duration.ZERO, false, new Allowance(new Limits(1, 1, Duration.ofSeconds(10))));
            assertThat(spread.ask(asks, terms)).isEqualTo(Map.of(0, new Told<>(3L, true)));
        }
    }
}
