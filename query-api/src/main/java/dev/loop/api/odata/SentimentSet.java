package dev.loop.api.odata;

import dev.loop.api.http.Scope;
import dev.loop.api.odata.Aggregate.Method;
import dev.loop.api.odata.Narrowing.Narrowed;
import dev.loop.api.odata.Transformation.Grouping;
import dev.loop.question.AsOf;
import dev.loop.question.Questions.SentimentTable;
import dev.loop.question.Questions.TooMuchException;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.FeedbackFilter;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The cube: the number of items of each day, tag, plan, source and sentiment, from the cells of the stores. An item has
 * at most one tag, so it counts in one row, and sums over any rows are right.
 */
final class SentimentSet implements EntitySet {

    private static final int USUAL_DAYS = 32;
    private static final int MOST_DAYS = 1_024;

    private static final List<SortKey> ORDER = Stream.of("Day", "Tag", "Plan", "Source", "Sentiment")
            .map(SortKey::ascending)
            .toList();

    private static final Description ABOUT = new Description(
            "Sentiment",
            "SentimentCell",
            "Counts: one row for each day, tag, plan, source and sentiment that has items. Sums over any rows are right.",
            Scope.FEEDBACK_READ,
            Shape.of(
                    ODataColumn.required("Id", ValueType.STRING, "Names the row; made of the columns that follow."),
                    ODataColumn.required("Day", ValueType.DATE, "The day on which items were said, UTC."),
                    ODataColumn.optional("Tag", ValueType.STRING, "The feature or topic; null for items without one."),
                    ODataColumn.optional("Plan", ValueType.STRING, "The plan; null for items without one."),
                    ODataColumn.optional(
                            "Source", ValueType.STRING, "The system that they came from; null for items without one."),
                    ODataColumn.required("Sentiment", ValueType.STRING, "positive, neutral or negative."),
                    ODataColumn.required("Items", ValueType.INT64, "The number of items. Adds up."),
                    ODataColumn.required("Open", ValueType.INT64, "The number of open items. Adds up."),
                    ODataColumn.required("Resolved", ValueType.INT64, "The number of resolved items. Adds up.")),
            "Id",
            ORDER);

    private static final Set<String> MEASURES = Set.of("Items", "Open", "Resolved");
    private static final Comparator<List<@Nullable Object>> PLACES = SortKey.comparator(ORDER);

    @Override
    public Description about() {
        return ABOUT;
    }

    /** Scans as many days at a time as the stores answer at once. */
    @Override
    public AsOf scan(Asking asking, Optional<List<@Nullable Object>> after, Taker taker) {
        Narrowed narrowed = Narrowing.of(asking.project(), asking.filter());
        var days = new CubeDays(asking, narrowed.filter());
        LocalDate day = days.first();
        if (after.isPresent() && after.get().get(0) instanceof LocalDate last && last.isAfter(day)) {
            day = last;
        }
        int step = USUAL_DAYS;
        while (day.isBefore(days.end())) {
            LocalDate to = day.plusDays(step).isBefore(days.end()) ? day.plusDays(step) : days.end();
            List<CubeRow> rows;
            try {
                rows = days.rows(day, to, List.of(Dimension.values()));
            } catch (TooMuchException tooMany) {
                if (step == 1) {
                    throw tooMany;
                }
                step /= 2;
                continue;
            }
            if (!take(rows, after, taker) || !taker.reached(beginning(to))) {
                break;
            }
            day = to;
            step = Math.min(step * 2, MOST_DAYS);
        }
        return days.asOf();
    }

    /** Returns the place before all rows of a day. */
    private static List<@Nullable Object> beginning(LocalDate day) {
        return Arrays.asList(day, null, null, null, null);
    }

    private static boolean take(List<CubeRow> rows, Optional<List<@Nullable Object>> after, Taker taker) {
        record Placed(List<@Nullable Object> place, CubeRow row) {}
        return rows.stream()
                .map(row -> new Placed(SortKey.place(ORDER, row), row))
                .filter(placed -> after.isEmpty() || PLACES.compare(placed.place(), after.get()) > 0)
                .sorted(Comparator.comparing(Placed::place, PLACES))
                .allMatch(placed -> taker.take(placed.row()));
    }

    /**
     * Tallies by no more dimensions than needed, and by days only if the grouping names them: all of one state of the
     * stores.
     */
    @Override
    public AsOf tally(Asking asking, Grouping grouping, WeightedTaker taker) {
        Narrowed narrowed = Narrowing.of(asking.project(), asking.filter());
        Set<String> needed = new HashSet<>();
        narrowed.rest().ifPresent(rest -> rest.columns(needed::add));
        grouping.by().forEach(column -> needed.add(column.name()));
        boolean adds = grouping.aggregates().stream()
                .allMatch(one -> one.how() == Method.SUM
                        && MEASURES.contains(one.of().orElseThrow().name()));
        boolean whole = !adds || needed.contains("Id") || needed.stream().anyMatch(MEASURES::contains);
        List<Dimension> dimensions = Stream.of(Dimension.values())
                .filter(one -> whole || needed.contains(CubeRow.column(one)))
                .toList();
        if (whole || needed.contains("Day")) {
            var days = new CubeDays(asking, narrowed.filter());
            days.all(dimensions).stream().filter(narrowed::accepts).forEach(row -> taker.take(row, 1));
            return days.asOf();
        }
        SentimentTable table = asking.questions().sentiment(narrowed.filter(), dimensions);
        table.rows().stream()
                .flatMap(row -> CubeRow.of(LocalDate.EPOCH, dimensions, row).stream())
                .filter(narrowed::accepts)
                .forEach(row -> taker.take(row, 1));
        return table.asOf();
    }

    @Override
    public Optional<ODataRow> find(Asking asking, String key) {
        var days = new CubeDays(asking, FeedbackFilter.all(asking.project()));
        return CubeRow.place(key)
                .filter(place -> days.contain((LocalDate) place.get(0)))
                .flatMap(place -> {
                    LocalDate day = (LocalDate) place.get(0);
                    return days.rows(day, day.plusDays(1), List.of(Dimension.values())).stream()
                            .filter(row -> SortKey.place(ORDER, row).equals(place))
                            .map(ODataRow.class::cast)
                            .findFirst();
                });
    }
}
