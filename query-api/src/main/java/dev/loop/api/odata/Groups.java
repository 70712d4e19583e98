package dev.loop.api.odata;

import dev.loop.api.odata.Transformation.Grouping;
import dev.loop.question.LargeAnswers;
import dev.loop.question.Questions.Limits;
import dev.loop.question.Questions.TooMuchException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates rows by groups.
 *
 * <p>Not thread-safe.
 */
final class Groups {

    private static final int MOST = Limits.USUAL.cells();

    private final Grouping grouping;
    private final Runnable large;
    private final List<String> names;
    private final Map<List<@Nullable Object>, Sum[]> groups = new HashMap<>();

    /** @param large is called where there are more groups than {@link LargeAnswers#SMALL} */
    Groups(Grouping grouping, Runnable large) {
        this.grouping = grouping;
        this.large = large;
        this.names = grouping.shape().names();
        if (grouping.by().isEmpty()) {
            groups.put(List.of(), sums());
        }
    }

    /** @param weight number of rows that this row stands for, as {@code $count} counts */
    void add(ODataRow row, long weight) {
        List<@Nullable Object> group = new ArrayList<>(grouping.by().size());
        grouping.by().forEach(column -> group.add(row.value(column.name())));
        Sum[] sums = groups.get(group);
        if (sums == null) {
            if (groups.size() == MOST) {
                throw new TooMuchException(String.format(
                        Locale.ROOT,
                        "The answer has more than %,d groups: group by fewer properties, or narrow $filter.",
                        MOST));
            }
            if (groups.size() == LargeAnswers.SMALL) {
                large.run();
            }
            sums = sums();
            groups.put(group, sums);
        }
        for (Sum sum : sums) {
            sum.add(row, weight);
        }
    }

    List<ODataRow> rows() {
        List<ODataRow> rows = new ArrayList<>(groups.size());
        groups.forEach((group, sums) -> {
            List<@Nullable Object> values = new ArrayList<>(group);
            for (Sum sum : sums) {
                values.add(sum.value());
            }
            rows.add(column -> values.get(names.indexOf(column)));
        });
        return rows;
    }

    private Sum[] sums() {
        return grouping.aggregates().stream().map(Sum::new).toArray(Sum[]::new);
    }

    /** One aggregate of one group. Null values do not count. */
    private static final class Sum {
        private final Aggregate aggregate;
        private long rows;
        private long values;
        private long whole;
        private double broken;
        private @Nullable Object extreme;

        Sum(Aggregate aggregate) {
            this.aggregate = aggregate;
        }

        void add(ODataRow row, long weight) {
            rows += weight;
            Object value =
                    aggregate.of().map(column -> row.value(column.name())).orElse(null);
            if (value == null) {
                return;
            }
            values += weight;
            switch (aggregate.how()) {
                case SUM, AVERAGE -> addUp((Number) value, weight);
                case MIN -> extreme = extreme == null || ValueOrder.compare(value, extreme) < 0 ? value : extreme;
                case MAX -> extreme = extreme == null || ValueOrder.compare(value, extreme) > 0 ? value : extreme;
                default -> {
                    // A count needs nothing but the number of rows.
                }
            }
        }

        private void addUp(Number value, long weight) {
            if (value instanceof Long number) {
                whole = Math.addExact(whole, Math.multiplyExact(number, weight));
            } else {
                broken += value.doubleValue() * weight;
            }
        }

        @Nullable
        Object value() {
            return switch (aggregate.how()) {
                case COUNT -> rows;
                case MIN, MAX -> extreme;
                case SUM -> values == 0 ? null : sum();
                case AVERAGE -> values == 0 ? null : (whole + broken) / values;
            };
        }

        private Object sum() {
            return aggregate.column().type() == ValueType.INT64 ? (Object) whole : (Object) broken;
        }
    }
}
