package dev.loop.api.sentiment;

import dev.loop.question.Questions.Row;
import dev.loop.question.Questions.Span;
import dev.loop.topology.question.Facet;
import dev.loop.topology.question.Tally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The result of one group.
 *
 * @param before its tally in the period before; null without a comparison
 */
record GroupRow(
        List<@Nullable String> group, Tally tally, @Nullable Tally before) {

    static List<GroupRow> of(List<Row> rows) {
        return rows.stream()
                .map(row -> new GroupRow(row.group(), row.tally(), null))
                .toList();
    }

    /** Returns a row for each group that has items in either span. */
    static List<GroupRow> of(Span now, Span before) {
        Map<List<@Nullable String>, Tally> earlier = new HashMap<>();
        before.rows().forEach(row -> earlier.put(row.group(), row.tally()));
        var rows = new ArrayList<GroupRow>();
        for (Row row : now.rows()) {
            Tally was = earlier.remove(row.group());
            rows.add(new GroupRow(row.group(), row.tally(), was == null ? new Tally() : was));
        }
        earlier.forEach((group, tally) -> rows.add(new GroupRow(group, new Tally(), tally)));
        return rows;
    }

    /**
     * Returns rows in which a theme stands for all that went into it, and null for those that readers do not know.
     *
     * @param roots asked only if the rows are grouped by theme
     */
    static List<GroupRow> byRoot(List<GroupRow> rows, List<Facet> groupBy, Supplier<Map<String, String>> roots) {
        int place = groupBy.indexOf(Facet.Indexed.THEME);
        if (place < 0) {
            return rows;
        }
        Map<String, String> known = roots.get();
        Map<List<@Nullable String>, List<GroupRow>> groups = new LinkedHashMap<>();
        for (GroupRow row : rows) {
            List<@Nullable String> group = new ArrayList<>(row.group());
            String theme = group.get(place);
            group.set(place, theme == null ? null : known.get(theme));
            groups.computeIfAbsent(group, none -> new ArrayList<>()).add(row);
        }
        return groups.entrySet().stream()
                .map(group -> {
                    GroupRow sum = sum(group.getValue(), group.getValue().get(0).before() != null);
                    return new GroupRow(group.getKey(), sum.tally(), sum.before());
                })
                .toList();
    }

    /** Returns the sum of rows, as one row of no group. */
    static GroupRow sum(List<GroupRow> rows, boolean compared) {
        var tally = new Tally();
        Tally before = compared ? new Tally() : null;
        for (GroupRow row : rows) {
            tally.add(row.tally());
            if (before != null && row.before() != null) {
                before.add(row.before());
            }
        }
        return new GroupRow(List.of(), tally, before);
    }
}
