package dev.loop.topology.sentiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.intake.BatchMarks;
import dev.loop.topology.RandomItems;
import dev.loop.topology.question.CountedFrom;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Match;
import dev.loop.topology.question.Tally;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cells are exact where they have far less memory than they need, and after they were read back. */
class CellTableTest {

    private static final long MINUTE = 60_000;
    private static final long START = 1_700_000_040_000L;
    private static final List<String> PROJECTS = List.of("default", "other", "größe");
    private static final long BUDGET = 20_000;
    /** The memory for the pages of one number in each bucket, which are written together; all pages need more. */
    private static final long SEVERAL_FULL_PAGES = 1_500_000;

    private final MemoryBytes bytes = new MemoryBytes();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void shouldCountEveryItem_whenMemoryIsTiny(long seed) {
        Random random = new Random(seed);
        RandomItems items = new RandomItems(random);
        List<Feedback> standing = new ArrayList<>();
        CellTable table = new CellTable(bytes, BUDGET);
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < 1_500; i++) {
                Feedback before = standing.isEmpty() || random.nextInt(3) > 0
                        ? null
                        : standing.remove(random.nextInt(standing.size()));
                Feedback after = before != null && random.nextBoolean() ? null : item(items, random);
                table.replace(before, after);
                if (after != null) {
                    standing.add(after);
                }
            }
            assertThat(bytes.writes).as("pages that were evicted").isPositive();
            assertCounts(table, standing, random);
            table.flush();
            table = new CellTable(bytes, BUDGET);
            assertCounts(table, standing, random);
        }
    }

    @Test
    void shouldCountEverySeries_whenTheyFillSeveralPages() {
        int series = 2 * CellPage.SERIES_PER_PAGE + 100;
        RandomItems items = new RandomItems(new Random(1));
        CellTable table = new CellTable(bytes, SEVERAL_FULL_PAGES);
        List<Feedback> standing = new ArrayList<>();
        for (int i = 0; i < series; i++) {
            // None that has no tag: each a series of its own.
            Feedback item = Feedback.newBuilder(
                            items.inSeries("default", i, Instant.ofEpochMilli(START + i % 3 * MINUTE)))
                    .setTag("tag" + i)
                    .build();
            assertThat(table.knowsSeriesOf(item)).isFalse();
            table.replace(null, item);
            assertThat(table.knowsSeriesOf(item)).isTrue();
            standing.add(item);
        }
        assertThat(table.seriesCount()).isEqualTo(series);

        List<Dimension> byTag = List.of(Dimension.TAG);
        assertThat(within(table, "default", byTag, START, START + 10 * MINUTE)).hasSize(series);
        assertThat(within(table, "default", byTag, START, START + 2 * MINUTE))
                .isEqualTo(expected(standing, "default", byTag, START, START + 2 * MINUTE));

        table.flush();
        CellTable again = new CellTable(bytes, SEVERAL_FULL_PAGES);
        assertThat(again.seriesCount()).isEqualTo(series);
        assertThat(again.knowsSeriesOf(standing.get(5000))).isTrue();
        assertThat(allTime(again, "default", byTag))
                .isEqualTo(expected(standing, "default", byTag, Long.MIN_VALUE, Long.MAX_VALUE));
        Collections.reverse(standing);
        standing.forEach(item -> again.replace(item, null));
        assertThat(allTime(again, "default", byTag)).isEmpty();
    }

    /** Cells answer which items are backfilled, as the items themselves do, and after they were read back. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {3, 4})
    void shouldCountBackfilledItemsApart_whenAFilterAsksForThem(long seed) {
        Random random = new Random(seed);
        RandomItems items = new RandomItems(random);
        CellTable table = new CellTable(bytes, BUDGET);
        List<Feedback> standing = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            Feedback item = items.inSeries("default", random.nextInt(40), Instant.ofEpochMilli(START));
            if (random.nextInt(3) == 0) {
                String mark = random.nextInt(4) == 0 ? "no" : BatchMarks.YES;
                item = Feedback.newBuilder(item)
                        .setMetadata(Map.of(BatchMarks.BACKFILL, mark, "other", "x"))
                        .build();
            }
            table.replace(null, item);
            standing.add(item);
            if (random.nextInt(4) == 0) {
                table.replace(standing.remove(random.nextInt(standing.size())), null);
            }
        }
        table.flush();
        CellTable again = new CellTable(bytes, BUDGET);
        FeedbackFilter all = FeedbackFilter.all("default");
        FeedbackFilter live = all.withoutBackfill();
        FeedbackFilter old = new FeedbackFilter(
                "default",
                Match.ANY,
                Match.ANY,
                Match.ANY,
                Match.ANY,
                Map.of(BatchMarks.BACKFILL, Match.oneOf(List.of(BatchMarks.YES))),
                Set.of(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        for (FeedbackFilter filter : List.of(all, live, old)) {
            assertThat(CountedFrom.of(filter, List.of(Dimension.TAG))).isEqualTo(CountedFrom.CELLS);
            List<Feedback> taken = standing.stream().filter(filter::accepts).toList();
            assertThat(taken).isNotEmpty();
            Map<List<@Nullable String>, Tally> found = new HashMap<>();
            new SentimentCells(again, filter, List.of(Dimension.TAG))
                    .allTime((span, group, tally) -> found.merge(group, tally, CellTableTest::refuse));
            assertThat(found)
                    .isEqualTo(expected(taken, "default", List.of(Dimension.TAG), Long.MIN_VALUE, Long.MAX_VALUE));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void shouldTakeNoRoom_whenNoItemHasTheNameAnyMore(long seed) {
        Random random = new Random(seed);
        RandomItems items = new RandomItems(random);
        CellTable table = new CellTable(bytes, BUDGET);
        List<Feedback> standing = new ArrayList<>();
        List<Dimension> byTag = List.of(Dimension.TAG);
        int names = 0;
        for (int step = 0; step < 3_000; step++) {
            if (standing.size() >= 40 || !standing.isEmpty() && random.nextInt(3) == 0) {
                table.replace(standing.remove(random.nextInt(standing.size())), null);
            } else {
                Feedback item = Feedback.newBuilder(
                                items.inSeries("default", 0, Instant.ofEpochMilli(START + random.nextInt(5) * MINUTE)))
                        .setTag("tag" + (random.nextInt(4) == 0 ? names : ++names))
                        .build();
                table.replace(null, item);
                standing.add(item);
            }
            if (step % 100 == 99) {
                assertThat(allTime(table, "default", byTag))
                        .isEqualTo(expected(standing, "default", byTag, Long.MIN_VALUE, Long.MAX_VALUE));
                assertThat(within(table, "default", byTag, START, START + 2 * MINUTE))
                        .isEqualTo(expected(standing, "default", byTag, START, START + 2 * MINUTE));
            }
            if (step % 500 == 499) {
                table.flush();
                table = new CellTable(bytes, BUDGET);
            }
            assertThat(table.seriesCount()).isEqualTo((int)
                    standing.stream().map(Feedback::getTag).distinct().count());
        }
        assertThat(names).isGreaterThan(1_000);
        assertThat(table.series().find("default").series())
                .as("numbers given out")
                .hasSizeLessThanOrEqualTo(40);
    }

    @Test
    void shouldKeepFewQuestionsInMind_whenEachHasManyGroups() {
        RandomItems items = new RandomItems(new Random(1));
        CellTable table = new CellTable(bytes, SEVERAL_FULL_PAGES);
        for (int i = 0; i < 20_000; i++) {
            table.replace(
                    null,
                    Feedback.newBuilder(items.inSeries("default", i, Instant.ofEpochMilli(START)))
                            .setTag("tag" + i)
                            .build());
        }
        for (int without = 0; without < 64; without++) {
            FeedbackFilter filter = FeedbackFilter.all("default").withTags(Match.noneOf(List.of("tag" + without)));
            new SentimentCells(table, filter, List.of(Dimension.TAG));
        }
        // Each takes 1.5 MB, and all together 8 at most.
        assertThat(table.groupsKept()).isBetween(1, 5);
    }

    @Test
    void shouldKeepToItsMemory_whenReadersBringPagesBack() {
        Random random = new Random(5);
        RandomItems items = new RandomItems(random);
        CellTable table = new CellTable(bytes, BUDGET);
        for (int i = 0; i < 5_000; i++) {
            table.replace(null, item(items, random));
        }
        table.flush();

        for (int i = 0; i < 200; i++) {
            within(table, "default", List.of(), START, START + 3 * 86_400_000L);
            assertThat(table.weight()).isLessThan(2 * BUDGET);
        }
    }

    /** The caller's lock lets in one writer or many readers; what readers do among themselves is up to the table. */
    @Test
    void shouldGiveEveryReaderTheWhole_whenReadersEvictUnderEachOther() throws Exception {
        Random random = new Random(7);
        RandomItems items = new RandomItems(random);
        CellTable table = new CellTable(bytes, BUDGET);
        List<Feedback> standing = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            Feedback item = item(items, random);
            table.replace(null, item);
            standing.add(item);
        }
        long to = START + 3 * 86_400_000L;
        Map<List<@Nullable String>, Tally> expected = expected(standing, "default", List.of(Dimension.PLAN), START, to);
        int readers = 4;
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(readers);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int reader = 0; reader < readers; reader++) {
                running.add(threads.submit(() -> {
                    go.await();
                    for (int i = 0; i < 60; i++) {
                        assertThat(within(table, "default", List.of(Dimension.PLAN), START, to))
                                .isEqualTo(expected);
                    }
                    return null;
                }));
            }
            go.countDown();
            for (Future<?> one : running) {
                one.get(30, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        table.flush();
        assertCounts(table, standing, random);
    }

    /** Over three days, thickest on the first minutes, and always on whole minutes: the table has no items of its own. */
    private static Feedback item(RandomItems items, Random random) {
        int minute = random.nextBoolean() ? random.nextInt(5) : random.nextInt(3 * 24 * 60);
        String project = PROJECTS.get(random.nextInt(PROJECTS.size()));
        return items.inSeries(project, random.nextInt(40), Instant.ofEpochMilli(START + minute * MINUTE));
    }

    private static void assertCounts(CellTable table, List<Feedback> standing, Random random) {
        for (String project : PROJECTS) {
            List<Dimension> groupBy = List.of(Dimension.values()[random.nextInt(3)]);
            assertThat(allTime(table, project, groupBy))
                    .isEqualTo(expected(standing, project, groupBy, Long.MIN_VALUE, Long.MAX_VALUE));
            for (int i = 0; i < 5; i++) {
                long from = START + random.nextInt(3 * 24 * 60) * MINUTE;
                long to = from + random.nextInt(2 * 24 * 60) * MINUTE;
                assertThat(within(table, project, groupBy, from, to))
                        .isEqualTo(expected(standing, project, groupBy, from, to));
            }
        }
        assertThat(allTime(table, "nobody", List.of())).isEmpty();
    }

    private static Map<List<@Nullable String>, Tally> allTime(
            CellTable table, String project, List<Dimension> groupBy) {
        Map<List<@Nullable String>, Tally> found = new HashMap<>();
        new SentimentCells(table, FeedbackFilter.all(project), groupBy)
                .allTime((span, group, tally) -> found.merge(group, tally, CellTableTest::refuse));
        return found;
    }

    private static Map<List<@Nullable String>, Tally> within(
            CellTable table, String project, List<Dimension> groupBy, long from, long to) {
        Map<List<@Nullable String>, Tally> found = new HashMap<>();
        new SentimentCells(table, FeedbackFilter.all(project), groupBy)
                .within(
                        0,
                        from,
                        to,
                        new SentimentCells.Extent(from - 1, to),
                        (edgeFrom, edgeTo, action) -> {
                            throw new AssertionError("Whole minutes have no edges");
                        },
                        (span, group, tally) -> found.merge(group, tally, CellTableTest::refuse));
        return found;
    }

    private static Tally refuse(Tally one, Tally other) {
        throw new AssertionError("A group came twice: " + one + " and " + other);
    }

    private static Map<List<@Nullable String>, Tally> expected(
            List<Feedback> standing, String project, List<Dimension> groupBy, long from, long to) {
        Map<List<@Nullable String>, Tally> groups = new HashMap<>();
        for (Feedback item : standing) {
            long at = item.getCreatedAt().toEpochMilli();
            if (!item.getProject().equals(project) || at < from || at >= to) {
                continue;
            }
            List<@Nullable String> group = new ArrayList<>();
            for (Dimension dimension : groupBy) {
                Optional<String> value = switch (dimension) {
                    case TAG -> item.getTag();
                    case PLAN -> item.getPlan();
                    case SOURCE -> item.getSource();
                };
                group.add(value.orElse(null));
            }
            long millis = item.getStatus() == Status.RESOLVED
                    ? item.getResolvedAt().orElseThrow().toEpochMilli() - at
                    : 0;
            groups.computeIfAbsent(group, key -> new Tally())
                    .add(item.getSentiment().ordinal() + (item.getStatus() == Status.RESOLVED ? 3 : 0), 1, millis);
        }
        return groups;
    }

    /** Bytes in memory, in the order of RocksDB. */
    private static final class MemoryBytes implements CellBytes {
        private final NavigableMap<byte[], byte[]> entries =
                Collections.synchronizedNavigableMap(new TreeMap<>(Arrays::compareUnsigned));
        private int writes;

        @Override
        public byte @Nullable [] get(byte[] key) {
            return entries.get(key);
        }

        @Override
        public void put(byte[] key, byte[] value) {
            writes++;
            entries.put(key, value);
        }

        @Override
        public void forEach(byte[] prefix, BiConsumer<byte[], byte[]> action) {
            entries.tailMap(prefix, true).forEach((key, value) -> {
                if (key.length >= prefix.length && Arrays.equals(Arrays.copyOf(key, prefix.length), prefix)) {
                    action.accept(key, value);
                }
            });
        }
    }
}
