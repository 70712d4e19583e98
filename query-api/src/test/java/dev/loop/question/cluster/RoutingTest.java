package dev.loop.question.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
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
import java.io.EOFException;
import java.io.IOException;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Tests what operators see of instances that fail: log lines and meters; and that no work is done for nobody. */
class RoutingTest {

    private static final InstanceAddress HERE = new InstanceAddress("here", 1);
    private static final InstanceAddress PEER = new InstanceAddress("peer", 1);
    private static final Limits LIMITS = new Limits(100, 100, Duration.ofSeconds(10));

    private final Map<Integer, Replicas> placement = new HashMap<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(PeerHealth.class);
    private final List<CompletableFuture<byte[]>> requests = new ArrayList<>();
    private Supplier<CompletableFuture<byte[]>> peer = () -> CompletableFuture.failedFuture(new ConnectException());
    private Supplier<Answer<Long>> here = () -> new Told<>(1L, true);
    private long nanos;

    /** Answers every partition with the same. */
    private static final class Same implements Copies {
        private final Supplier<Answer<Long>> answer;

        Same(Supplier<Answer<Long>> answer) {
            this.answer = answer;
        }

        @Override
        public int count() {
            return 2;
        }

        @Override
        public int of(String id) {
            return 0;
        }

        @SuppressWarnings("unchecked")
        @Override
        public <T> Map<Integer, Answer<T>> answers(Map<Integer, Ask<T>> asks, Terms terms) {
            Map<Integer, Answer<T>> answers = new TreeMap<>();
            asks.keySet().forEach(partition -> answers.put(partition, (Answer<T>) answer.get()));
            return answers;
        }
    }

    private final Peers peers = new Peers() {
        @Override
        public CompletableFuture<byte[]> send(InstanceAddress to, byte[] message, Duration atMost) {
            CompletableFuture<byte[]> answer = peer.get();
            if (answer == null) {
                answer = CompletableFuture.completedFuture(
                        new PeerAnswers(new Same(() -> new Told<>(2L, false)), new GroupMemory(1_000))
                                .answer(message, Requester.STAYS));
            }
            requests.add(answer);
            return answer;
        }

        @Override
        public void close() {}
    };

    private final SpreadPartitions spread = new SpreadPartitions(
            (ledger, partition) -> placement.getOrDefault(partition, Replicas.NONE),
            new Same(() -> here.get()),
            HERE,
            peers,
            4,
            meters,
            () -> nanos);

    @BeforeEach
    void begin() {
        placement.put(0, new Replicas(Optional.of(PEER), List.of(HERE)));
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        // It has answered once, so that it is known to be up.
        peer = answering();
        ask(false, Requester.STAYS, 0);
        peer = refusing();
    }

    @AfterEach
    void end() {
        logger.detachAppender(log);
        logger.setLevel(null);
        logger.setAdditive(true);
        spread.close();
    }

    private static Supplier<CompletableFuture<byte[]>> answering() {
        return () -> null;
    }

    private static Supplier<CompletableFuture<byte[]>> refusing() {
        return () -> CompletableFuture.failedFuture(new ConnectException("Connection refused"));
    }

    private Map<Integer, Told<Long>> ask(boolean partial, Requester caller, int... partitions) {
        Map<Integer, Ask<Long>> asks = new TreeMap<>();
        for (int partition : partitions) {
            asks.put(partition, position());
        }
        var allowance = new Allowance(LIMITS, new GroupMemory(1_000), caller);
        return spread.ask(asks, new Terms(Position.NONE, Duration.ZERO, partial, allowance));
    }

    @SuppressWarnings("unchecked")
    private static Ask<Long> position() {
        return (Ask<Long>) AskKind.read(new PeerReader(new byte[] {(byte) AskKind.POSITION.ordinal()}));
    }

    private List<String> told() {
        return log.list.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    private void after(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void shouldTellInAFewWords_whenAnInstanceBreaksOffTheConnection() {
        peer = () -> CompletableFuture.failedFuture(new EOFException("HttpConnectionOverHTTP@73e1801d".repeat(30)));
        ask(false, Requester.STAYS, 0);
        after(Duration.ofSeconds(3));
        ask(false, Requester.STAYS, 0);

        assertThat(told())
                .singleElement()
                .asString()
                .contains("(it broke off the connection)", "standby copies answered");
    }

    @Test
    void shouldTellOnceThatStandbysAnswer_andWhenItIsBack_whenAnInstanceFails() {
        for (int i = 0; i < 3; i++) {
            ask(false, Requester.STAYS, 0);
            after(Duration.ofSeconds(3));
        }
        assertThat(told())
                .containsExactly("WARN The instance at peer:1 does not answer (it refuses connections). Partitions [0]:"
                        + " standby copies answered. It is asked last until it answers again");

        peer = answering();
        ask(false, Requester.STAYS, 0);
        assertThat(told())
                .hasSize(2)
                .element(1)
                .isEqualTo("INFO The instance at peer:1 answers again, 9 s after it failed (3 requests)");

        peer = refusing();
        ask(false, Requester.STAYS, 0);
        after(Duration.ofSeconds(3));
        ask(false, Requester.STAYS, 0);
        assertThat(told()).as("another spell").hasSize(3);
    }

    @Test
    void shouldTellThatTheAnswerIsPartial_whenThereIsNoOtherCopy() {
        here = () -> new Refused<>("not here", false);

        ask(true, Requester.STAYS, 0);
        assertThat(count("loop.routing.unanswered", "then", "partial")).isOne();

        after(Duration.ofSeconds(3));
        ask(true, Requester.STAYS, 0);
        assertThat(told()).singleElement().asString().contains("without them, as partial");
    }

    @Test
    void shouldTellThatTheQuestionIsRefused_whenThereIsNoOtherCopy() {
        here = () -> new Refused<>("not here", false);

        assertThatThrownBy(() -> ask(false, Requester.STAYS, 0)).isInstanceOf(NotReadyException.class);

        assertThat(count("loop.routing.unanswered", "then", "refused")).isOne();
        after(Duration.ofSeconds(3));
        assertThatThrownBy(() -> ask(false, Requester.STAYS, 0)).isInstanceOf(NotReadyException.class);
        assertThat(told()).singleElement().asString().contains("refused with 503");
    }

    @Test
    void shouldNotTell_whenAnInstanceThatJoinsHasNotOpenedItsPortYet() {
        placement.put(0, new Replicas(Optional.of(HERE), List.of()));
        after(Duration.ofSeconds(1));
        ask(false, Requester.STAYS, 0);
        placement.put(0, new Replicas(Optional.of(PEER), List.of(HERE)));

        ask(false, Requester.STAYS, 0);
        after(Duration.ofSeconds(10));
        ask(false, Requester.STAYS, 0);
        assertThat(told()).isEmpty();

        after(Duration.ofSeconds(20));
        ask(false, Requester.STAYS, 0);
        assertThat(told()).as("it does not open it at all").hasSize(1);
    }

    @Test
    void shouldNotTell_whenAnInstanceThatStopsHasClosedItsPortAndLeavesTheGroup() {
        ask(false, Requester.STAYS, 0);
        after(Duration.ofSeconds(1));
        placement.put(0, new Replicas(Optional.of(HERE), List.of()));
        ask(false, Requester.STAYS, 0);
        after(Duration.ofSeconds(3));
        ask(false, Requester.STAYS, 0);

        assertThat(told()).isEmpty();
    }

    @Test
    void shouldCountWhereAnswersComeFrom_whenAsked() {
        placement.put(1, new Replicas(Optional.of(HERE), List.of()));
        here = () -> new Told<>(1L, false);
        peer = answering();
        ask(false, Requester.STAYS, 0, 1);

        here = () -> new Told<>(1L, true);
        peer = refusing();
        ask(false, Requester.STAYS, 0);

        assertThat(count("loop.routing.answers", "by", "peer")).as("one before").isEqualTo(2);
        assertThat(count("loop.routing.answers", "by", "here")).isOne();
        assertThat(count("loop.routing.answers", "by", "standby")).isOne();
        assertThat(meters.get("loop.routing.peer.failures").counter().count()).isOne();
    }

    @Test
    void shouldCountWhatWaited_whenAPartitionMoves() {
        int[] looks = {0};
        peer = refusing();
        here = () -> ++looks[0] < 3 ? new Refused<>("opening", true) : new Told<>(7L, false);

        ask(false, Requester.STAYS, 0);

        assertThat(meters.get("loop.routing.waited").timer().count()).isOne();
    }

    @Test
    void shouldGiveUpTheRequest_whenAnotherPartitionIsTooMuch() {
        placement.put(1, new Replicas(Optional.of(HERE), List.of()));
        peer = CompletableFuture::new;
        here = () -> {
            throw new TooMuchException("group by less");
        };

        assertThatThrownBy(() -> ask(false, Requester.STAYS, 0, 1)).isInstanceOf(TooMuchException.class);

        assertThat(requests.get(1)).isCancelled();
        assertThat(meters.get("loop.routing.cancelled").counter().count()).isOne();
    }

    @Test
    void shouldGiveUpTheRequest_whenTheTimeIsOver() {
        peer = CompletableFuture::new;
        var allowance = new Allowance(new Limits(100, 100, Duration.ofMillis(1)));

        spread.ask(Map.of(0, position()), new Terms(Position.NONE, Duration.ZERO, false, allowance));

        assertThat(requests.get(1)).isCancelled();
    }

    @Test
    void shouldGiveUpTheRequestAndEnd_whenTheCallerLeaves() {
        var caller = new Leaving();
        peer = () -> {
            new Thread(caller::leave).start();
            return new CompletableFuture<>();
        };

        assertThatThrownBy(() -> ask(false, caller, 0))
                .isInstanceOf(NotReadyException.class)
                .hasMessageContaining("caller has gone");

        assertThat(requests.get(1)).isCancelled();
        assertThat(told()).as("the instance has not failed").isEmpty();
        assertThat(caller.actions).as("nothing waits for the caller any more").isEmpty();
    }

    @Test
    void shouldTellAnswersThatCannotBeRead_whenAnInstanceAnswersWithAnError() {
        peer = () -> CompletableFuture.failedFuture(new IOException("Connection reset"));

        ask(false, Requester.STAYS, 0);
        after(Duration.ofSeconds(3));
        ask(false, Requester.STAYS, 0);

        assertThat(told()).singleElement().asString().contains("Connection reset");
    }

    private double count(String name, String tag, String value) {
        return meters.get(name).tag(tag, value).counter().count();
    }

    /** A caller who leaves when the test says so. */
    private static final class Leaving implements Requester {
        private final List<Runnable> actions = new ArrayList<>();
        private boolean gone;

        synchronized void leave() {
            gone = true;
            List.copyOf(actions).forEach(Runnable::run);
        }

        @Override
        public synchronized boolean gone() {
            return gone;
        }

        @Override
        public synchronized Waiting whenGone(Runnable action) {
            actions.add(action);
            return () -> {
                synchronized (this) {
                    actions.remove(action);
                }
            };
        }
    }
}
