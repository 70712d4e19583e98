package dev.loop.topology.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.RandomItems;
import dev.loop.topology.question.CommandOutcome;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Match;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.question.Tally;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a store: closed under its readers, opened again, broken off. */
class FeedbackStoreTest {

    private static final ReadBudget ENDLESS = () -> {};
    private static final FeedbackFilter ALL = FeedbackFilter.all("default");

    @TempDir
    Path directory;

    private final RandomItems items = new RandomItems(new Random(1));
    private StandaloneStore standalone;
    private FeedbackStore store;

    @BeforeEach
    void open() {
        standalone = new StandaloneStore(directory, 1 << 20);
        store = standalone.store();
    }

    @AfterEach
    void close() {
        standalone.close();
    }

    @Test
    void shouldRefuseToAnswer_whenClosed() {
        Feedback item = put(1).get(0);
        standalone.closeStore();

        assertThatThrownBy(() -> store.view().item(item.getId())).isInstanceOf(InvalidStateStoreException.class);
        assertThatThrownBy(() -> store.view().known(item.getId())).isInstanceOf(InvalidStateStoreException.class);
        assertThatThrownBy(() -> store.view().list(ALL, Optional.empty(), 1, 1, ENDLESS))
                .isInstanceOf(InvalidStateStoreException.class);
        assertThatThrownBy(() -> count(ALL)).isInstanceOf(InvalidStateStoreException.class);
        assertThatThrownBy(() -> store.view().count(ALL, List.of(), new long[] {0, 1}, ENDLESS, (s, g, t) -> {}))
                .isInstanceOf(InvalidStateStoreException.class);
        assertThatThrownBy(() -> store.view().oldest("default")).isInstanceOf(InvalidStateStoreException.class);
        assertThatThrownBy(() -> store.view().newest("default")).isInstanceOf(InvalidStateStoreException.class);
        assertThatThrownBy(() -> store.view().outcome(0)).isInstanceOf(InvalidStateStoreException.class);
        assertThatThrownBy(() -> store.view().sizes()).isInstanceOf(InvalidStateStoreException.class);
        assertThat(store.isOpen()).isFalse();
    }

    @Test
    void shouldAnswerAsBefore_whenClosedAndOpenedAgain() {
        List<Feedback> put = put(2500);
        store.erase(put.get(0).getId().getBytes(UTF_8), put.get(0), 7_000);
        assertThat(count(ALL)).isEqualTo(2499);

        standalone.closeStore();
        standalone.open();

        assertThat(count(ALL)).isEqualTo(2499);
        assertThat(store.view().position()).isEqualTo(7_000);
        assertThat(store.view().item(put.get(1).getId())).contains(put.get(1));
        assertThat(store.view().known(put.get(0).getId())).isTrue();
        assertThat(store.view().item(put.get(0).getId())).isEmpty();
        // The outcomes of commands before the restart are not known any more.
        assertThat(store.view().outcome(7_000)).isEmpty();
        store.passed(7_001, CommandOutcome.NOT_FOUND);
        assertThat(store.view().outcome(7_001)).contains(CommandOutcome.NOT_FOUND);
        assertThat(store.view().outcome(7_000)).isEmpty();
    }

    /** Items of that minute may come while a timeline is made: the rest of all time is not looked through for more. */
    @Test
    void shouldAnswerAtOnce_whenASpanWithoutEndBeginsInTheMinuteOfTheNewestItem() {
        put(10);
        long oldest = 1_700_000_000_000L;
        long[] from = {oldest + 6_500, Long.MAX_VALUE};
        long[] to = {Long.MIN_VALUE, oldest + 2_500};
        for (long[] bounds : List.of(from, to)) {
            Tally tally = new Tally();
            assertTimeoutPreemptively(
                    Duration.ofSeconds(20),
                    () -> store.view().count(ALL, List.of(), bounds, ENDLESS, (span, group, one) -> tally.add(one)));
            assertThat(tally.total()).isEqualTo(3);
        }
    }

    /** Kafka Streams revives a task with the same store objects: an old reader must not touch the new files. */
    @Test
    void shouldEndTheReader_whenTheStoreIsClosedAndOpenedAgainUnderIt() {
        put(2500);
        AtomicInteger portions = new AtomicInteger();
        ReadBudget reopening = () -> {
            if (portions.incrementAndGet() == 2) {
                standalone.closeStore();
                standalone.open();
            }
        };

        assertThatThrownBy(() -> store.view().list(ALL, Optional.empty(), 5000, 5000, reopening))
                .isInstanceOf(InvalidStateStoreException.class);

        assertThat(store.view().list(ALL, Optional.empty(), 5000, 5000, ENDLESS).items())
                .hasSize(2500);
    }

    @Test
    void shouldEndTheReader_whenTheStoreIsClosedUnderIt() {
        put(2500);
        AtomicInteger portions = new AtomicInteger();
        ReadBudget closing = () -> {
            if (portions.incrementAndGet() == 3) {
                standalone.closeStore();
            }
        };

        assertThatThrownBy(() -> store.view().count(saidBy("u1"), List.of(), closing, (s, g, t) -> {}))
                .isInstanceOf(InvalidStateStoreException.class);

        standalone.open();
        assertThat(count(ALL)).isEqualTo(2500);
    }

    @Test
    void shouldSeeOneState_whenItemsAreErasedWhileItReads() {
        List<Feedback> put = put(2500);
        AtomicInteger portions = new AtomicInteger();
        ReadBudget erasing = () -> {
            if (portions.incrementAndGet() == 2) {
                for (Feedback item : put) {
                    store.erase(item.getId().getBytes(UTF_8), item, 9_000);
                }
            }
        };

        FeedbackView.Page page = store.view().list(ALL, Optional.empty(), 5000, 5000, erasing);

        assertThat(page.items()).hasSize(2500);
        assertThat(page.position()).isLessThan(9_000);
        assertThat(count(ALL)).isZero();
    }

    @Test
    void shouldEndAtOnce_whenPatienceIsOver() {
        put(2500);
        AtomicInteger portions = new AtomicInteger();
        ReadBudget impatient = () -> {
            if (portions.incrementAndGet() == 3) {
                throw new IllegalStateException("over");
            }
        };

        assertThatThrownBy(() -> store.view().list(ALL, Optional.empty(), 5000, 5000, impatient))
                .hasMessage("over");
        assertThat(count(ALL)).isEqualTo(2500);
    }

    @Test
    void shouldWakeWaitingReaders_whenClosed() throws InterruptedException {
        boolean[] answer = {true};
        Thread reader = new Thread(() -> {
            try {
                answer[0] = store.view().await(1_000_000, 60_000_000_000L);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        reader.start();
        while (reader.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }

        standalone.closeStore();

        reader.join(10_000);
        assertThat(reader.isAlive()).isFalse();
        assertThat(answer[0]).isFalse();
    }

    @Test
    void shouldForgetThePastOutcomes_whenMoreCameThanAreRemembered() {
        for (long offset = 0; offset < 40_000; offset++) {
            store.passed(offset, offset % 2 == 0 ? CommandOutcome.UNCHANGED : CommandOutcome.CONFLICT);
        }

        assertThat(store.view().outcome(39_999)).contains(CommandOutcome.CONFLICT);
        assertThat(store.view().outcome(30_000)).contains(CommandOutcome.UNCHANGED);
        assertThat(store.view().outcome(1_000)).isEmpty();
    }

    /** A disk that is full, say: what failed to close must not keep the directory locked for ever. */
    @Test
    void shouldOpenAgain_whenClosingFailed() throws Exception {
        put(100);
        deleteFiles();
        try {
            standalone.closeStore();
        } catch (ProcessorStateException expected) {
            assertThat(expected).hasMessageContaining("RocksDB could not");
        }
        deleteFiles();

        standalone.open();

        put(3);
        assertThat(count(ALL)).isEqualTo(3);
    }

    private void deleteFiles() throws Exception {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                if (!file.equals(directory)) {
                    Files.delete(file);
                }
            }
        }
    }

    private List<Feedback> put(int count) {
        List<Feedback> put = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Feedback item = items.inSeries("default", i % 50, Instant.ofEpochMilli(1_700_000_000_000L + i * 1000L));
            store.put(item.getId().getBytes(UTF_8), null, item);
            put.add(item);
        }
        return put;
    }

    private long count(FeedbackFilter filter) {
        Tally all = new Tally();
        store.view().count(filter, List.of(), ENDLESS, (span, group, tally) -> all.add(tally));
        return all.total();
    }

    private static FeedbackFilter saidBy(String user) {
        return new FeedbackFilter(
                "default",
                Match.ANY,
                Match.ANY,
                Match.ANY,
                Match.oneOf(Set.of(user)),
                Map.of(),
                Set.of(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
