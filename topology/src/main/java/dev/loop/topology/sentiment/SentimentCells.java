package dev.loop.topology.sentiment;

import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Tally;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers a count from the cells of one partition: {@code sentiment-by-tag} where all time is asked for,
 * {@code sentiment-by-window} where a span is, and the items themselves for the edges of a span that are finer than a
 * minute.
 *
 * <p>For one question on one thread, while the caller keeps writers out.
 */
public final class SentimentCells {

    /** Takes what was found: the tally of one group in one span. */
    public interface Sink {
        void add(int span, List<@Nullable String> group, Tally tally);
    }

    /** Reads the items that were said in [from, to), in epoch milliseconds. */
    public interface Items {
        void forEach(long from, long to, Consumer<Feedback> action);
    }

    private final CellTable table;
    private final SeriesTable.@Nullable OfProject project;
    private final List<List<@Nullable String>> groups = new ArrayList<>();
    private final List<Dimension> groupBy;
    private final FeedbackFilter filter;
    private final int[] groupOf;

    public SentimentCells(CellTable table, FeedbackFilter filter, List<Dimension> groupBy) {
        this.table = table;
        this.project = table.series().find(filter.project());
        this.filter = filter;
        this.groupBy = groupBy;
        this.groupOf = project == null ? new int[0] : groupsOf(project.series());
    }

    private int[] groupsOf(List<Series> series) {
        Map<List<@Nullable String>, Integer> numbers = new HashMap<>();
        int[] found = new int[series.size()];
        for (int id = 0; id < found.length; id++) {
            Series one = series.get(id);
            if (one.matches(filter)) {
                found[id] = numbers.computeIfAbsent(key(one, groupBy), key -> {
                    groups.add(key);
                    return groups.size() - 1;
                });
            } else {
                found[id] = -1;
            }
        }
        return found;
    }

    /** The values that an item is grouped under. */
    public static List<@Nullable String> group(Feedback item, List<Dimension> groupBy) {
        return key(Series.of(item), groupBy);
    }

    private static List<@Nullable String> key(Series series, List<Dimension> groupBy) {
        @Nullable String[] values = new String[groupBy.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = series.value(groupBy.get(i));
        }
        return Arrays.asList(values);
    }

    /** Everything, whenever it was said. */
    public void allTime(Sink sink) {
        if (groups.isEmpty()) {
            return;
        }
        CellSums sums = new CellSums(groupOf, groups.size(), filter);
        addBucket(Granularity.ALL, 0, sums);
        emit(0, sums, sink);
    }

    /** What was said in a span [from, to), in epoch milliseconds. */
    public void within(int span, long from, long to, Items items, Sink sink) {
        if (groups.isEmpty()) {
            return;
        }
        CellSums sums = new CellSums(groupOf, groups.size(), filter);
        TimeCover cover = TimeCover.of(new TimeCover.Span(from, to));
        for (TimeCover.Run run : cover.buckets()) {
            for (long bucket = run.from();
                    bucket < run.to();
                    bucket += run.granularity().millis()) {
                addBucket(run.granularity(), bucket, sums);
            }
        }
        emit(span, sums, sink);
        for (TimeCover.Span edge : cover.edges()) {
            items.forEach(edge.from(), edge.to(), item -> addItem(span, item, filter, groupBy, sink));
        }
    }

    /** Counts one item, if the filter takes it. */
    public static void addItem(int span, Feedback item, FeedbackFilter filter, List<Dimension> groupBy, Sink sink) {
        if (filter.accepts(item)) {
            Tally one = new Tally();
            one.add(
                    Tally.index(item.getSentiment(), item.getStatus()),
                    1,
                    item.getResolvedAt()
                            .map(at -> at.toEpochMilli() - item.getCreatedAt().toEpochMilli())
                            .orElse(0L));
            sink.add(span, group(item, groupBy), one);
        }
    }

    private void addBucket(Granularity granularity, long bucket, CellSums sums) {
        for (int page = 0; page < project.pages(); page++) {
            CellPage cells = table.page(new PageKey(project.number(), granularity, bucket, page));
            if (cells != null) {
                cells.addTo(sums, 0);
            }
        }
    }

    private void emit(int span, CellSums sums, Sink sink) {
        for (int group = 0; group < groups.size(); group++) {
            Tally tally = new Tally();
            sums.addTo(group, tally);
            if (!tally.isEmpty()) {
                sink.add(span, groups.get(group), tally);
            }
        }
    }
}
