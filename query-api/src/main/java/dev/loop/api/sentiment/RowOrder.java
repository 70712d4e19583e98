package dev.loop.api.sentiment;

import dev.loop.api.http.Parameters;
import dev.loop.api.question.Questions.Row;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.Tally;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** How rows are sorted. Ties go by the names of the group, so that the same question has the same answer. */
final class RowOrder {

    private static final List<String> FIGURES =
            List.of("negative", "positive", "neutral", "total", "open", "resolved", "negativeShare");

    /** {@code -negative} unless asked otherwise; a minus before it means the greatest first. */
    static Comparator<Row> of(Parameters parameters, List<Dimension> groupBy) {
        String sort = parameters.text("sort").orElse("-negative");
        boolean descending = sort.startsWith("-");
        String name = descending ? sort.substring(1) : sort;
        Comparator<Row> byGroup = byGroup(groupBy.size());
        for (int i = 0; i < groupBy.size(); i++) {
            if (groupBy.get(i).word().equals(name)) {
                int dimension = i;
                Comparator<Row> order =
                        (a, b) -> names(a.group().get(dimension), b.group().get(dimension));
                return (descending ? order.reversed() : order).thenComparing(byGroup);
            }
        }
        ToDoubleFunction<Tally> figure = figure(name);
        if (figure == null) {
            var all = new ArrayList<>(FIGURES);
            groupBy.forEach(d -> all.add(d.word()));
            parameters.notOneOf("sort", name, all);
            return byGroup;
        }
        Comparator<Row> order = Comparator.comparingDouble(row -> figure.applyAsDouble(row.tally()));
        return (descending ? order.reversed() : order).thenComparing(byGroup);
    }

    private static @Nullable ToDoubleFunction<Tally> figure(String name) {
        return switch (name) {
            case "negative" -> Tally::negative;
            case "positive" -> Tally::positive;
            case "neutral" -> Tally::neutral;
            case "total" -> Tally::total;
            case "open" -> Tally::open;
            case "resolved" -> Tally::resolved;
            case "negativeShare" -> tally -> tally.isEmpty() ? -1 : (double) tally.negative() / tally.total();
            default -> null;
        };
    }

    private static Comparator<Row> byGroup(int dimensions) {
        return (a, b) -> {
            for (int i = 0; i < dimensions; i++) {
                int order = names(a.group().get(i), b.group().get(i));
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        };
    }

    /** Items without a name come last. */
    private static int names(@Nullable String a, @Nullable String b) {
        if (a == null || b == null) {
            return Boolean.compare(a == null, b == null);
        }
        return a.compareTo(b);
    }

    private RowOrder() {}
}
