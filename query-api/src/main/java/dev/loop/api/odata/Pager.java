package dev.loop.api.odata;

import dev.loop.api.odata.Transformation.Filtering;
import dev.loop.api.odata.Transformation.Grouping;
import dev.loop.question.AsOf;
import dev.loop.question.LargeAnswers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers a {@link Query} page by page. Rows in the order of their set are read from the end of the page before. In any
 * other order, all rows are looked at, and the places of some are kept for the following pages.
 */
final class Pager {

    /** The number of rows of a page, unless the client wishes another. */
    static final int USUAL = 5_000;
    /** The highest number of rows of a page. */
    static final int MOST = 10_000;

    private static final int MOST_SORTED = 50_000;
    private static final int BETWEEN_LOOKS = 256;

    /**
     * The limit of a page's time: a list that finds little answers with what it has by then, and with where to go on.
     */
    private static final Duration LONGEST_PAGE = Duration.ofSeconds(3);

    /** The limit of the time until the first row of such a list is found. */
    private static final Duration LONGEST_SEARCH = Duration.ofSeconds(30);

    private final EntitySet set;
    private final Asking asking;
    private final Query query;
    private final ScanLimiter scans;
    private final Runs runs;
    private final Deadline deadline = Deadline.usual();

    Pager(EntitySet set, Asking asking, Query query, ScanLimiter scans, Runs runs) {
        this.runs = runs;
        this.set = set;
        this.asking = asking;
        this.query = query;
        this.scans = scans;
    }

    Page page(int pageSize) {
        Optional<Long> top = query.after().map(SkipToken::top).orElse(query.top());
        long skip = query.after().map(SkipToken::skip).orElse(query.skip());
        int limit = (int) Math.min(pageSize, top.orElse(Long.MAX_VALUE));
        boolean counting = query.count() && query.after().isEmpty();
        if (!query.sorted() && !query.aggregates()) {
            return inPlace(pageSize, limit, top, skip, counting);
        }
        if (skip + limit > MOST_SORTED) {
            throw QueryErrors.invalid(
                    "$skip",
                    String.format(Locale.ROOT, "with the page reaches past row %,d of a sorted list", MOST_SORTED),
                    "follow @odata.nextLink instead of $skip, or leave out $orderby");
        }
        return query.aggregates() || set.places().isEmpty()
                ? sorted(pageSize, limit, top, skip, counting)
                : ofRun(set.places().get(), pageSize, limit, top, (int) skip, counting);
    }

    /** Counts the rows of all pages together. */
    long count() {
        if (query.aggregates()) {
            try (LargeAnswers.Place place = scans.aggregation()) {
                return aggregated(place).rows().size();
            }
        }
        return set.count(asking).orElseGet(() -> {
            var counting = new CountingTaker();
            scans.run(() -> set.scan(asking, Optional.empty(), counting));
            return counting.rows;
        });
    }

    private Page inPlace(int pageSize, int limit, Optional<Long> top, long skip, boolean counting) {
        Optional<Long> count = counting ? Optional.of(count()) : Optional.empty();
        // The rows that $top asks for come in one page if there is time: some clients follow no link.
        boolean one = top.isPresent() && top.get() <= limit;
        var page = new LivePage(
                asking,
                query,
                limit,
                skip,
                one ? Deadline.usual() : Deadline.in(LONGEST_PAGE),
                Deadline.in(LONGEST_SEARCH));
        AsOf asOf = set.scan(asking, query.after().map(SkipToken::place), page);
        Optional<Long> left = top.map(most -> most - page.rows().size());
        Optional<SkipToken> next = page.next()
                .filter(place -> left.isEmpty() || left.get() > 0)
                .map(place -> new SkipToken(query.mark(), pageSize, left, page.skipLeft(), place));
        return new Page(page.rows(), count, next, asOf);
    }

    private Page sorted(int pageSize, int limit, Optional<Long> top, long skip, boolean counting) {
        var page = new SortedPage(query, limit, (int) skip);
        AsOf asOf;
        if (query.aggregates()) {
            try (LargeAnswers.Place place = scans.aggregation()) {
                Aggregated aggregated = aggregated(place);
                aggregated.rows().forEach(page::offer);
                asOf = aggregated.asOf();
            }
        } else {
            asOf = scans.run(() -> set.scan(asking, Optional.empty(), new CountingTaker() {
                @Override
                void accepted(ODataRow row) {
                    page.offer(row);
                }
            }));
        }
        List<ODataRow> rows = page.rows();
        Optional<Long> left = top.map(most -> most - rows.size());
        Optional<SkipToken> next = page.next()
                .filter(place -> left.isEmpty() || left.get() > 0)
                .map(place -> new SkipToken(query.mark(), pageSize, left, 0, place));
        return new Page(rows, counting ? Optional.of(page.offered()) : Optional.empty(), next, asOf);
    }

    /** Returns the current rows at the places of a run, in the order found when all rows were last looked through. */
    private Page ofRun(
            EntitySet.Places found, int pageSize, int limit, Optional<Long> top, int skip, boolean counting) {
        Comparator<List<@Nullable Object>> order = SortKey.comparator(query.order());
        Optional<List<@Nullable Object>> after = query.after().map(SkipToken::place);
        Optional<Long> count = Optional.empty();
        Optional<Run> known = after.flatMap(place -> runs.find(query.mark(), place, order, asking.atLeast()));
        Run run;
        if (known.isPresent()) {
            run = known.get();
        } else {
            var maker = new RunMaker(
                    query, skip + limit, top.map(most -> skip + most).orElse(Long.MAX_VALUE));
            run = lookThrough(maker);
            count = counting ? Optional.of(maker.offered()) : Optional.empty();
        }
        var page = new RunPage(
                query, run, after.map(place -> run.indexAfter(place, order)).orElse(0) + skip, limit);
        page.read(places -> found.rows(asking, natural(places)));
        if (known.isEmpty() && page.goesOn()) {
            runs.keep(query.mark(), run);
        }
        Optional<Long> left = top.map(most -> most - page.rows().size());
        Optional<SkipToken> next = page.next()
                .filter(place -> left.isEmpty() || left.get() > 0)
                .map(place -> new SkipToken(query.mark(), pageSize, left, 0, place));
        return new Page(page.rows(), count, next, run.asOf());
    }

    private Run lookThrough(RunMaker maker) {
        AsOf asOf = scans.run(() -> set.scan(asking, Optional.empty(), new CountingTaker() {
            @Override
            void accepted(ODataRow row) {
                maker.offer(row);
            }
        }));
        return maker.run(asOf);
    }

    /** Returns the same places in the order of the set. */
    private List<List<@Nullable Object>> natural(List<List<@Nullable Object>> places) {
        List<String> names = query.order().stream().map(SortKey::column).toList();
        int[] columns = set.order().stream()
                .mapToInt(key -> names.indexOf(key.column()))
                .toArray();
        List<List<@Nullable Object>> natural = new ArrayList<>(places.size());
        for (List<@Nullable Object> place : places) {
            List<@Nullable Object> one = new ArrayList<>(columns.length);
            for (int column : columns) {
                one.add(place.get(column));
            }
            natural.add(one);
        }
        return natural;
    }

    /** The result of {@code $apply} on all rows. */
    private record Aggregated(List<ODataRow> rows, AsOf asOf) {}

    private Aggregated aggregated(LargeAnswers.Place place) {
        var first = new Groups((Grouping) query.steps().get(0), place::enter);
        AsOf asOf = set.tally(asking, (Grouping) query.steps().get(0), new EntitySet.WeightedTaker() {
            private int taken;

            @Override
            public void take(ODataRow row, long weight) {
                if (++taken % BETWEEN_LOOKS == 0) {
                    deadline.check();
                }
                first.add(row, weight);
            }
        });
        List<ODataRow> rows = first.rows();
        for (Transformation step : query.steps().subList(1, query.steps().size())) {
            if (step instanceof Filtering filtering) {
                rows = rows.stream().filter(filtering.condition()::accepts).toList();
            } else {
                var groups = new Groups((Grouping) step, place::enter);
                rows.forEach(row -> groups.add(row, 1));
                rows = groups.rows();
            }
        }
        return new Aggregated(rows, asOf);
    }

    /** Counts rows, and checks the time. */
    private class CountingTaker implements EntitySet.Taker {
        private long rows;
        private int looked;

        void accepted(ODataRow row) {}

        @Override
        public boolean take(ODataRow row) {
            if (++looked % BETWEEN_LOOKS == 0) {
                deadline.check();
            }
            if (asking.accepts(row)) {
                rows++;
                accepted(row);
            }
            return true;
        }

        @Override
        public boolean reached(List<@Nullable Object> place) {
            deadline.check();
            return true;
        }
    }
}
