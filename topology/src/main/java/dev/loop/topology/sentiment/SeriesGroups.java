package dev.loop.topology.sentiment;

import dev.loop.schemas.intake.BatchMarks;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Match;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The group of each series of a project, for one filter and one grouping. Known groups stay true while series are only
 * added, and are extended then; {@link CellTable} drops them when the number of a series goes to another one.
 *
 * @param groupOf group by the number of a series; -1 if the filter does not take it
 * @param groups the values of each group
 */
record SeriesGroups(int[] groupOf, List<List<@Nullable String>> groups) {

    /** A list of names, and its place. */
    private static final int BYTES_OF_GROUP = 72;

    static final SeriesGroups NONE = new SeriesGroups(new int[0], List.of());

    /** Everything that the groups depend on. */
    record Question(int project, Match tag, Match plan, Match source, Match backfill, List<Dimension> groupBy) {

        static Question of(SeriesTable.OfProject project, FeedbackFilter filter, List<Dimension> groupBy) {
            return new Question(
                    project.number(),
                    filter.tag(),
                    filter.plan(),
                    filter.source(),
                    filter.metadata().getOrDefault(BatchMarks.BACKFILL, Match.ANY),
                    List.copyOf(groupBy));
        }

        /** Returns the number of values that the question names. */
        int named() {
            return tag.values().size() + plan.values().size() + source.values().size();
        }

        private boolean takes(Series series) {
            return tag.accepts(series.tag())
                    && plan.accepts(series.plan())
                    && source.accepts(series.source())
                    && backfill.accepts(series.backfill() ? BatchMarks.YES : null);
        }
    }

    /** Returns the bytes that the groups take; the names themselves belong to the series. */
    long bytes() {
        return (long) groupOf.length * Integer.BYTES + (long) groups.size() * BYTES_OF_GROUP;
    }

    /** Returns these groups, extended to all present series. */
    SeriesGroups upTo(List<Series> series, Question question) {
        if (groupOf.length == series.size()) {
            return this;
        }
        int[] longer = Arrays.copyOf(groupOf, series.size());
        List<List<@Nullable String>> more = new ArrayList<>(groups);
        Map<List<@Nullable String>, Integer> numbers = new HashMap<>();
        for (int group = 0; group < more.size(); group++) {
            numbers.put(more.get(group), group);
        }
        for (int id = groupOf.length; id < longer.length; id++) {
            Series one = series.get(id);
            longer[id] = question.takes(one)
                    ? numbers.computeIfAbsent(key(one, question.groupBy()), key -> {
                        more.add(key);
                        return more.size() - 1;
                    })
                    : -1;
        }
        return new SeriesGroups(longer, more);
    }

    static List<@Nullable String> key(Series series, List<Dimension> groupBy) {
        @Nullable String[] values = new String[groupBy.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = series.value(groupBy.get(i));
        }
        return new Group(values);
    }
}
