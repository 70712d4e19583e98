package dev.loop.api.odata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loop.question.AsOf;
import dev.loop.question.Questions.TooLongException;
import dev.loop.question.Questions.TooManyAtOnceException;
import dev.loop.topology.question.Position;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages together are the list, wherever each of them has to end. */
class PageTest {

    private static final Shape SHAPE = Shape.of(
            ODataColumn.required("Id", ValueType.INT64, ""),
            ODataColumn.optional("Tag", ValueType.STRING, ""),
            ODataColumn.required("Message", ValueType.STRING, ""));

    private static ODataRow row(long id, @Nullable String tag, String message) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("Id", id);
        values.put("Tag", tag);
        values.put("Message", message);
        return values::get;
    }

    private static Query query(List<SortKey> order, Optional<SkipToken> after) {
        return new Query(
                Optional.empty(),
                List.of(),
                SHAPE,
                order,
                true,
                Optional.empty(),
                Optional.empty(),
                0,
                false,
                after,
                "m");
    }

    private static final List<SortKey> BY_ID = List.of(SortKey.ascending("Id"));

    private static final Asking ANY = asking(null);

    private static Asking asking(@Nullable Expression filter) {
        return new Asking(null, "default", Optional.ofNullable(filter), Position.NONE);
    }

    @Test
    void shouldSayWhereToGoOn_whenItsTimeIsOver() {
        var page = page(ANY, 10, Duration.ZERO, Duration.ofHours(1));

        assertThat(page.take(row(1, null, ""))).isFalse();
        assertThat(page.rows()).hasSize(1);
        assertThat(page.next()).contains(List.of(1L));
    }

    /** Clients that drop the link take an empty page for the end. */
    @Test
    void shouldGoOnUntilThereIsARow_whenItsTimeIsOverBeforeTheFirst() {
        var page = page(ANY, 10, Duration.ZERO, Duration.ofHours(1), 1);

        assertThat(page.reached(List.of(7L))).isTrue();
        assertThat(page.take(row(8, null, ""))).as("skipped").isTrue();
        assertThat(page.skipLeft()).isZero();
        assertThat(page.reached(List.of(8L))).isTrue();
        assertThat(page.take(row(9, null, ""))).isFalse();
        assertThat(page.rows()).hasSize(1);
        assertThat(page.next()).contains(List.of(9L));
    }

    @Test
    void shouldFailWithAdvice_whenNoRowIsFoundForLong() {
        var page = page(ANY, 10, Duration.ZERO, Duration.ZERO);

        assertThatThrownBy(() -> page.reached(List.of(7L)))
                .isInstanceOf(TooLongException.class)
                .hasMessageContaining("narrow $filter");
    }

    private static LivePage page(Asking asking, int limit, Duration time, Duration latest) {
        return page(asking, limit, time, latest, 0);
    }

    private static LivePage page(Asking asking, int limit, Duration time, Duration latest, long skip) {
        return new LivePage(
                asking, query(BY_ID, Optional.empty()), limit, skip, Deadline.in(time), Deadline.in(latest));
    }

    @Test
    void shouldEndWithTheLastRow_whenThereAreNoMore() {
        var page = page(ANY, 2, Duration.ofHours(1), Duration.ofHours(1));
        assertThat(page.take(row(1, null, ""))).isTrue();
        assertThat(page.take(row(2, null, ""))).isTrue();
        assertThat(page.next()).isEmpty();
        assertThat(page.take(row(3, null, ""))).isFalse();
        assertThat(page.next()).contains(List.of(2L));
    }

    @Test
    void shouldEndEarlier_whenMessagesAreLong() {
        String message = "x".repeat(1_000_000);
        var page = page(ANY, 100, Duration.ofHours(1), Duration.ofHours(1));
        var sorted = new SortedPage(query(BY_ID, Optional.empty()), 100, 0);
        for (long i = 0; i < 20 && page.take(row(i, null, message)); i++) {
            sorted.offer(row(i, null, message));
        }
        assertThat(page.rows()).hasSize(9);
        assertThat(page.next()).contains(List.of(8L));
        sorted.offer(row(20, null, message));
        assertThat(sorted.rows()).hasSize(9);
        assertThat(sorted.next()).contains(List.of(8L));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldBeTheWholeList_whenSortedPagesAreReadOneAfterAnother(long seed) {
        var random = new Random(seed);
        List<ODataRow> rows = new ArrayList<>();
        for (long i = 0; i < 300; i++) {
            rows.add(row(i, random.nextInt(4) == 0 ? null : "t" + random.nextInt(3), ""));
        }
        Collections.shuffle(rows, random);
        List<SortKey> order = List.of(SortKey.descending("Tag"), SortKey.ascending("Id"));
        List<List<@Nullable Object>> expected = rows.stream()
                .map(row -> SortKey.place(order, row))
                .sorted(SortKey.comparator(order))
                .toList();

        List<List<@Nullable Object>> found = new ArrayList<>();
        Optional<SkipToken> after = Optional.empty();
        do {
            var page = new SortedPage(query(order, after), 1 + random.nextInt(50), 0);
            rows.forEach(page::offer);
            page.rows().forEach(row -> found.add(SortKey.place(order, row)));
            after = page.next()
                    .map(place -> SkipToken.read(
                            new SkipToken("m", 10, Optional.empty(), 0, place).write(),
                            "m",
                            List.of(ValueType.STRING, ValueType.INT64)));
        } while (after.isPresent());
        assertThat(found).as("seed %d", seed).isEqualTo(expected);
        assertThat(found.get(299).get(0))
                .as("null is last where the order is descending")
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldBeTheWholeList_whenItTakesMoreRunsThanOne(long seed) {
        var random = new Random(seed);
        // Each run has room for some forty.
        String longest = "x".repeat(200_000);
        List<ODataRow> rows = new ArrayList<>();
        for (long i = 0; i < 300; i++) {
            rows.add(row(i, longest + random.nextInt(5), ""));
        }
        Collections.shuffle(rows, random);
        List<SortKey> order = List.of(SortKey.descending("Tag"), SortKey.ascending("Id"));
        List<Long> erased = List.of(17L, 18L, 200L);
        List<Object> expected = rows.stream()
                .sorted(java.util.Comparator.comparing(row -> SortKey.place(order, row), SortKey.comparator(order)))
                .map(row -> row.value("Id"))
                .filter(id -> !erased.contains(id))
                .toList();
        Map<Object, ODataRow> standing = new HashMap<>();
        rows.forEach(row -> standing.put(row.value("Id"), row));
        standing.keySet().removeAll(erased);

        var clock = new AtomicLong();
        var runs = new Runs(clock::get);
        List<Object> found = new ArrayList<>();
        Optional<SkipToken> after = Optional.empty();
        int looks = 0;
        int pages = 0;
        do {
            Query query = query(order, after);
            int limit = 1 + random.nextInt(15);
            Optional<List<@Nullable Object>> from = after.map(SkipToken::place);
            Optional<Run> known =
                    from.flatMap(place -> runs.find("m", place, SortKey.comparator(order), Position.NONE));
            Run run = known.orElseGet(() -> {
                var maker = new RunMaker(query, limit, Long.MAX_VALUE);
                rows.forEach(maker::offer);
                return maker.run(AsOf.of(Position.NONE));
            });
            looks += known.isEmpty() ? 1 : 0;
            pages++;
            assertThat(run.weight()).isLessThanOrEqualTo(RunMaker.ROOM);
            var page = new RunPage(
                    query,
                    run,
                    from.map(place -> run.indexAfter(place, SortKey.comparator(order)))
                            .orElse(0),
                    limit);
            page.read(places -> places.stream()
                    .map(place -> Optional.ofNullable(standing.get(place.get(1))))
                    .toList());
            if (known.isEmpty()) {
                runs.keep("m", run);
            }
            page.rows().forEach(row -> found.add(row.value("Id")));
            after = page.next().map(place -> new SkipToken("m", 10, Optional.empty(), 0, place));
        } while (after.isPresent());
        assertThat(found).as("seed %d", seed).isEqualTo(expected);
        assertThat(looks).as("seed %d, of %d pages", seed, pages).isBetween(7, 9);
    }

    @Test
    void shouldForgetARun_whenNobodyReadsOn() {
        var clock = new AtomicLong();
        var runs = new Runs(clock::get);
        var maker = new RunMaker(query(BY_ID, Optional.empty()), 10, Long.MAX_VALUE);
        for (long i = 0; i < 10; i++) {
            maker.offer(row(i, null, ""));
        }
        runs.keep("m", maker.run(AsOf.of(Position.of(0, 7))));
        var order = SortKey.comparator(BY_ID);
        assertThat(runs.find("m", List.of(4L), order, Position.of(0, 7))).isPresent();
        assertThat(runs.find("m", List.of(4L), order, Position.of(0, 8))).isEmpty();
        assertThat(runs.find("m", List.of(4L), order, Position.of(1, 0))).isEmpty();
        assertThat(runs.find("other", List.of(4L), order, Position.NONE)).isEmpty();
        clock.addAndGet(Duration.ofMinutes(3).toNanos());
        assertThat(runs.find("m", List.of(4L), order, Position.NONE)).isEmpty();
    }

    @Test
    void shouldKeepTheValues_whenATokenIsReadAgain() {
        List<@Nullable Object> place = Arrays.asList(
                "a'\"ü", null, 7L, 0.25, true, LocalDate.of(2026, 6, 19), Instant.parse("2026-06-19T14:00:00.001Z"));
        var token = new SkipToken("mark", 500, Optional.of(12L), 3, place);
        assertThat(SkipToken.read(
                        token.write(),
                        "mark",
                        List.of(
                                ValueType.STRING,
                                ValueType.STRING,
                                ValueType.INT64,
                                ValueType.DOUBLE,
                                ValueType.BOOLEAN,
                                ValueType.DATE,
                                ValueType.TIME)))
                .isEqualTo(token);
    }

    @Test
    void shouldTurnAway_whenAsManyAsMayLookThroughAllRows() throws InterruptedException {
        var scans = new ScanLimiter(1);
        var inside = new CountDownLatch(1);
        var done = new CountDownLatch(1);
        var first = new Thread(() -> scans.run(() -> {
            inside.countDown();
            try {
                return done.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return false;
            }
        }));
        first.start();
        inside.await();
        assertThatThrownBy(() -> scans.run(() -> 1)).isInstanceOf(TooManyAtOnceException.class);
        done.countDown();
        first.join();
        assertThat(scans.run(() -> 1)).isEqualTo(1);
    }
}
