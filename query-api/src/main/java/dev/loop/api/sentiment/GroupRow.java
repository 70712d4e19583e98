package dev.loop.api.sentiment;

import dev.loop.question.Questions.Row;
import dev.loop.question.Questions.Span;
import dev.loop.topology.question.Tally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
