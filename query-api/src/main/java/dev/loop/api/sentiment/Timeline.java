package dev.loop.api.sentiment;

import dev.loop.question.AsOf;
import dev.loop.question.Questions;
import dev.loop.question.Questions.Extent;
import dev.loop.question.Questions.NotReadyException;
import dev.loop.question.Questions.SentimentSpans;
import dev.loop.question.Questions.Span;
import dev.loop.topology.question.Facet;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Interval;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts over time.
 *
 * @param starts starts of the buckets
 * @param buckets the rows of each bucket, one for each group that has items in it
 */
record Timeline(List<ZonedDateTime> starts, List<List<GroupRow>> buckets, boolean compared, AsOf asOf) {

    /** The number of attempts to make the buckets, in case items come before or after them meanwhile. */
    private static final int MOST_TRIES = 5;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** Returns the timeline of all items, or of those of a period and of the one before. */
    static Timeline of(
            Questions questions,
            FeedbackFilter filter,
            List<Facet> groupBy,
            Interval interval,
            ZoneId zone,
            Optional<Compare> compare) {
        if (compare.isPresent()) {
            return compared(questions, filter, groupBy, interval, zone, compare.get());
        }
        return filter.from().isPresent() && filter.to().isPresent()
                ? bounded(questions, filter, groupBy, interval, zone)
                : open(questions, filter, groupBy, interval, zone);
    }

    Timeline byRoot(List<Facet> groupBy, Supplier<Map<String, String>> roots) {
        return new Timeline(
                starts,
                buckets.stream()
                        .map(rows -> GroupRow.byRoot(rows, groupBy, roots))
                        .toList(),
                compared,
                asOf);
    }

    private static Timeline compared(
            Questions questions,
            FeedbackFilter filter,
            List<Facet> groupBy,
            Interval interval,
            ZoneId zone,
            Compare compare) {
        Buckets buckets = Buckets.between(compare.from(), compare.to(), interval, zone);
        SentimentSpans both = questions.spans(filter.atAnyTime(), groupBy, buckets.withPrevious(compare.length()));
        List<List<GroupRow>> rows = new ArrayList<>();
        for (int i = 0; i < buckets.size(); i++) {
            rows.add(GroupRow.of(
                    both.spans().get(buckets.size() + i), both.spans().get(i)));
        }
        return new Timeline(buckets.starts(), rows, true, both.asOf());
    }

    /** All buckets of a period, also those that hold no item. */
    private static Timeline bounded(
            Questions questions, FeedbackFilter filter, List<Facet> groupBy, Interval interval, ZoneId zone) {
        Buckets buckets = Buckets.between(
                filter.from().orElseThrow().toEpochMilli(),
                filter.to().orElseThrow().toEpochMilli(),
                interval,
                zone);
        SentimentSpans found = questions.spans(filter.atAnyTime(), groupBy, buckets.bounds());
        List<List<GroupRow>> rows =
                found.spans().stream().map(span -> GroupRow.of(span.rows())).toList();
        return new Timeline(buckets.starts(), rows, false, found.asOf());
    }

    /** The buckets from the first item to the last. */
    private static Timeline open(
            Questions questions, FeedbackFilter filter, List<Facet> groupBy, Interval interval, ZoneId zone) {
        long earliest = filter.from().map(Instant::toEpochMilli).orElse(Long.MIN_VALUE);
        long end = filter.to().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
        for (int tries = 1; ; tries++) {
            Optional<Extent> extent = questions.extent(filter.project());
            // Whole buckets are counted: items that come in meanwhile are mostly of the present one.
            long from = Math.max(
                    earliest,
                    extent.map(e -> interval.start(e.oldest(), zone).toInstant().toEpochMilli())
                            .orElse(0L));
            long to = Math.min(
                    end,
                    extent.map(e -> interval.next(interval.start(e.newest(), zone))
                                    .toInstant()
                                    .toEpochMilli())
                            .orElse(0L));
            // An empty timeline is one empty bucket of no length.
            Buckets buckets = from < to
                    ? Buckets.between(from, to, interval, zone)
                    : new Buckets(List.of(), new long[] {Math.max(earliest, Math.min(from, end))});
            SentimentSpans found = questions.spans(filter, groupBy, buckets.within(earliest, end));
            List<Span> spans = found.spans();
            boolean outside = !spans.get(0).rows().isEmpty()
                    || !spans.get(spans.size() - 1).rows().isEmpty();
            if (outside && tries == MOST_TRIES) {
                throw new NotReadyException("Items come in faster than they can be put in order", RETRY_AFTER);
            }
            if (!outside) {
                List<List<GroupRow>> rows = spans.subList(1, spans.size() - 1).stream()
                        .map(span -> GroupRow.of(span.rows()))
                        .toList();
                return new Timeline(buckets.starts(), rows, false, found.asOf()).trimmed();
            }
        }
    }

    /** Returns this timeline from the first bucket with items to the last. */
    private Timeline trimmed() {
        int first = 0;
        int end = buckets.size();
        while (first < end && buckets.get(first).isEmpty()) {
            first++;
        }
        while (end > first && buckets.get(end - 1).isEmpty()) {
            end--;
        }
        return new Timeline(starts.subList(first, end), buckets.subList(first, end), compared, asOf);
    }

    /** Returns the total of all buckets. */
    GroupRow total() {
        return GroupRow.sum(buckets.stream().flatMap(List::stream).toList(), compared);
    }

    /** Returns one row for each group, over all buckets. */
    List<GroupRow> groups() {
        Map<List<@Nullable String>, List<GroupRow>> byGroup = new HashMap<>();
        buckets.forEach(rows -> rows.forEach(row ->
                byGroup.computeIfAbsent(row.group(), key -> new ArrayList<>()).add(row)));
        return byGroup.entrySet().stream()
                .map(group -> {
                    GroupRow sum = GroupRow.sum(group.getValue(), compared);
                    return new GroupRow(group.getKey(), sum.tally(), sum.before());
                })
                .toList();
    }

    /** Returns the rows of these groups in each bucket. */
    List<List<GroupRow>> only(List<GroupRow> groups) {
        Set<List<@Nullable String>> wanted = new HashSet<>();
        groups.forEach(row -> wanted.add(row.group()));
        return buckets.stream()
                .map(rows -> rows.stream()
                        .filter(row -> wanted.contains(row.group()))
                        .toList())
                .toList();
    }
}
