package dev.loop.api.sentiment;

import dev.loop.api.http.Parameters;
import dev.loop.topology.question.Facet;
import dev.loop.topology.question.Tally;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Sorts rows. Ties go by the names of the group, so that the same question has the same answer. */
final class RowOrder {

    private static final Map<String, ToDoubleFunction<GroupRow>> FIGURES = Map.of(
            "negative", row -> row.tally().negative(),
            "positive", row -> row.tally().positive(),
            "neutral", row -> row.tally().neutral(),
            "total", row -> row.tally().total(),
            "open", row -> row.tally().open(),
            "resolved", row -> row.tally().resolved(),
            "negativeShare", row -> share(row.tally()));

    /** The orders by a change, available with a period to compare with. */
    private static final Map<String, ToDoubleFunction<GroupRow>> CHANGES = Map.of(
            "changeTotal", row -> row.tally().total() - before(row).total(),
            "changeNegative", row -> row.tally().negative() - before(row).negative(),
            "changeNegativeShare", row -> share(row.tally()) - share(before(row)));

    /** Returns the order: {@code -negative} by default; a minus in front means the greatest first. */
    static Comparator<GroupRow> of(Parameters parameters, List<Facet> groupBy, boolean compared) {
        String sort = parameters.text("sort").orElse("-negative");
        boolean descending = sort.startsWith("-");
        String name = descending ? sort.substring(1) : sort;
        Comparator<GroupRow> byGroup = byGroup(groupBy.size());
        for (int i = 0; i < groupBy.size(); i++) {
            if (groupBy.get(i).word().equals(name)) {
                int facet = i;
                Comparator<GroupRow> order =
                        (a, b) -> names(a.group().get(facet), b.group().get(facet));
                return (descending ? order.reversed() : order).thenComparing(byGroup);
            }
        }
        ToDoubleFunction<GroupRow> figure = FIGURES.get(name);
        if (figure == null && compared) {
            figure = CHANGES.get(name);
        }
        if (figure == null) {
            var all = new ArrayList<>(FIGURES.keySet().stream().sorted().toList());
            if (compared) {
                CHANGES.keySet().stream().sorted().forEach(all::add);
            }
            groupBy.forEach(facet -> all.add(facet.word()));
            parameters.notOneOf("sort", name, all);
            return byGroup;
        }
        Comparator<GroupRow> order = Comparator.comparingDouble(figure);
        return (descending ? order.reversed() : order).thenComparing(byGroup);
    }

    /** Returns the share for sorting; a row without one comes after a share of 0. */
    private static double share(Tally tally) {
        return tally.isEmpty() ? -1 : (double) tally.negative() / tally.total();
    }

    private static Tally before(GroupRow row) {
        Tally before = row.before();
        return before == null ? new Tally() : before;
    }

    static Comparator<GroupRow> byGroup(int facets) {
        return (a, b) -> {
            for (int i = 0; i < facets; i++) {
                int order = names(a.group().get(i), b.group().get(i));
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        };
    }

    /** Compares names; items without a name come last. */
    private static int names(@Nullable String a, @Nullable String b) {
        if (a == null || b == null) {
            return Boolean.compare(a == null, b == null);
        }
        return a.compareTo(b);
    }

    private RowOrder() {}
}
