package dev.loop.topology.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Status;
import dev.loop.topology.RandomItems;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Match;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.question.Tally;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers see whole states while the writer writes, and end with the one exception that says so when it closes. */
class ReadersAndWriterTest {

    private static final ReadBudget ENDLESS = () -> {};
    private static final FeedbackFilter ALL = FeedbackFilter.all("default");
    private static final int STANDING = 1_500;
    private static final int WRITES = 1_000;
    private static final long START = 1_700_000_000_000L;

    @TempDir
    Path directory;

    /** The number of answers for each kind of reader. */
    private final AtomicInteger[] answers = {
        new AtomicInteger(), new AtomicInteger(), new AtomicInteger(), new AtomicInteger(), new AtomicInteger()
    };

    @Test
    void shouldSeeWholeStates_whenTheWriterWritesAndCloses() throws Exception {
        StandaloneStore standalone = new StandaloneStore(directory, 100_000);
        FeedbackStore store = standalone.store();
        Writer writer = new Writer(store);
        writer.fill();
        List<Callable<Void>> readers = List.of(
                untilClosed(0, () -> countBothWays(store)),
                untilClosed(1, () -> countOneItemEach(store)),
                untilClosed(2, () -> list(store)),
                untilClosed(3, () -> look(store)),
                untilClosed(4, () -> follow(store)));
        ExecutorService threads = Executors.newFixedThreadPool(readers.size());
        try {
            List<Future<Void>> running = new ArrayList<>();
            readers.forEach(reader -> running.add(threads.submit(reader)));
            for (int i = 0; i < WRITES; i++) {
                writer.step();
            }
            // Each has seen the writer at work, or goes on until it has seen what stands.
            while (!allAnswered() && running.stream().noneMatch(Future::isDone)) {
                Thread.onSpinWait();
            }
            standalone.closeStore();
            for (Future<Void> one : running) {
                one.get(30, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
            threads.awaitTermination(30, TimeUnit.SECONDS);
            standalone.close();
        }
    }

    private boolean allAnswered() {
        for (AtomicInteger answered : answers) {
            if (answered.get() == 0) {
                return false;
            }
        }
        return true;
    }

    /** The writer keeps the number of items what it is, so that every total is known. */
    private static void countBothWays(FeedbackStore store) {
        for (List<Dimension> groupBy : List.of(List.<Dimension>of(), List.of(Dimension.TAG, Dimension.SOURCE))) {
            Tally all = new Tally();
            store.view().count(ALL, groupBy, ENDLESS, (span, group, tally) -> all.add(tally));
            assertThat(all.total()).isEqualTo(STANDING);
        }
        Tally within = new Tally();
        store.view()
                .count(
                        ALL,
                        List.of(Dimension.PLAN),
                        new long[] {START - 1, START + 100_000_001, START + 1_000_000_000_000L},
                        ENDLESS,
                        (span, group, tally) -> within.add(tally));
        assertThat(within.total()).isEqualTo(STANDING);
    }

    /** Counts by looking at the items of one moment, portion after portion. */
    private static void countOneItemEach(FeedbackStore store) {
        FeedbackFilter byUser = new FeedbackFilter(
                "default",
                Match.ANY,
                Match.ANY,
                Match.ANY,
                Match.noneOf(Set.of("nobody")),
                Map.of(),
                Set.of(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        Tally all = new Tally();
        store.view().count(byUser, List.of(Dimension.TAG), ENDLESS, (span, group, tally) -> all.add(tally));
        assertThat(all.total()).isEqualTo(STANDING);
    }

    private static void list(FeedbackStore store) {
        FeedbackView.Page page = store.view().list(ALL, Optional.empty(), 10_000, 10_000, ENDLESS);
        assertThat(page.items()).hasSize(STANDING);
        assertThat(page.items())
                .isSortedAccordingTo(
                        Comparator.comparing(Feedback::getCreatedAt).reversed().thenComparing(Feedback::getId));
        assertThat(page.items()).allMatch(item -> item.getCommandOffset() <= page.position());
    }

    private static void look(FeedbackStore store) {
        String id = RandomItems.id(0);
        assertThat(store.view().known(id)).isTrue();
        store.view().item(id).ifPresent(item -> assertThat(item.getId()).isEqualTo(id));
        assertThat(store.view().oldest("default").orElseThrow())
                .isLessThanOrEqualTo(store.view().newest("default").orElseThrow());
        assertThat(store.view().sizes().series()).isPositive();
    }

    private static void follow(FeedbackStore store) throws InterruptedException {
        long position = store.view().position();
        if (store.view().await(position + 1, 1_000_000)) {
            assertThat(store.view().position()).isGreaterThan(position);
        }
        store.view().outcome(position);
    }

    private interface Read {
        void run() throws Exception;
    }

    private Callable<Void> untilClosed(int kind, Read read) {
        return () -> {
            while (true) {
                try {
                    read.run();
                    answers[kind].incrementAndGet();
                } catch (InvalidStateStoreException closed) {
                    return null;
                }
            }
        };
    }

    /** Changes items and leaves their number as it is. */
    private static final class Writer {
        private final FeedbackStore store;
        private final Random random = new Random(11);
        private final RandomItems items = new RandomItems(random);
        private final List<Feedback> standing = new ArrayList<>();
        private long offset;

        Writer(FeedbackStore store) {
            this.store = store;
        }

        void fill() {
            for (int i = 0; i < STANDING; i++) {
                standing.add(put(null, item()));
            }
        }

        void step() {
            int at = random.nextInt(standing.size());
            Feedback before = standing.get(at);
            boolean resolve = before.getStatus() == Status.OPEN;
            standing.set(
                    at,
                    put(
                            before,
                            Feedback.newBuilder(before)
                                    .setTag("tag" + random.nextInt(60))
                                    .setStatus(resolve ? Status.RESOLVED : Status.OPEN)
                                    .setResolvedAt(
                                            resolve ? before.getCreatedAt().plusSeconds(5) : null)
                                    .setRevision(before.getRevision() + 1)
                                    .build()));
        }

        private Feedback item() {
            return items.inSeries(
                    "default", random.nextInt(60), Instant.ofEpochMilli(START + random.nextInt(200_000_000)));
        }

        private Feedback put(@Nullable Feedback before, Feedback after) {
            Feedback placed =
                    Feedback.newBuilder(after).setCommandOffset(offset++).build();
            store.put(placed.getId().getBytes(UTF_8), before, placed);
            return placed;
        }
    }
}
