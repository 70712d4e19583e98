package dev.loop.api.odata;

import dev.loop.question.AsOf;
import dev.loop.question.Questions.Extent;
import dev.loop.question.Questions.NotReadyException;
import dev.loop.question.Questions.Row;
import dev.loop.question.Questions.SentimentSpans;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Position;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The days, in UTC, with items that a filter takes, and their rows. */
final class CubeDays {

    /** The number of attempts to find the days, in case items come before or after them meanwhile. */
    private static final int MOST_TRIES = 5;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Asking asking;
    private final FeedbackFilter filter;
    private LocalDate first = LocalDate.EPOCH;
    private LocalDate end = LocalDate.EPOCH;
    private @Nullable AsOf asOf;

    CubeDays(Asking asking, FeedbackFilter filter) {
        this.asking = asking;
        this.filter = filter;
        look();
    }

    private void look() {
        Optional<Extent> extent = asking.questions().extent(asking.project());
        first = later(extent.map(all -> day(all.oldest())), filter.from().map(CubeDays::day));
        end = earlier(
                extent.map(all -> day(all.newest()).plusDays(1)),
                filter.to().map(to -> day(to.minusMillis(1)).plusDays(1)));
    }

    private static LocalDate later(Optional<LocalDate> ours, Optional<LocalDate> asked) {
        LocalDate day = ours.orElse(LocalDate.EPOCH);
        return asked.filter(day::isBefore).orElse(day);
    }

    private static LocalDate earlier(Optional<LocalDate> ours, Optional<LocalDate> asked) {
        LocalDate day = ours.orElse(LocalDate.EPOCH);
        return asked.filter(day::isAfter).orElse(day);
    }

    LocalDate first() {
        return first;
    }

    /** Returns the exclusive end. */
    LocalDate end() {
        return end;
    }

    boolean contain(LocalDate day) {
        return !day.isBefore(first) && day.isBefore(end);
    }

    /** Returns what all rows read so far reflect. */
    AsOf asOf() {
        return asOf == null ? AsOf.of(Position.NONE) : asOf;
    }

    private static LocalDate day(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    private static long start(LocalDate day) {
        return day.atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
    }

    /** @param to exclusive */
    List<CubeRow> rows(LocalDate from, LocalDate to, List<Dimension> dimensions) {
        List<Long> bounds = new ArrayList<>();
        for (LocalDate day = from; !day.isAfter(to); day = day.plusDays(1)) {
            bounds.add(start(day));
        }
        return rows(from, spans(filter.atAnyTime(), dimensions, bounds), 0, dimensions);
    }

    /** Returns the rows of all days, of one state of the stores. */
    List<CubeRow> all(List<Dimension> dimensions) {
        long earliest = filter.from().map(Instant::toEpochMilli).orElse(Long.MIN_VALUE);
        long latest = filter.to().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
        for (int tries = 1; tries <= MOST_TRIES; tries++) {
            List<Long> bounds = new ArrayList<>();
            bounds.add(earliest);
            for (LocalDate day = first; !day.isAfter(end); day = day.plusDays(1)) {
                bounds.add(start(day));
            }
            bounds.add(Math.max(latest, start(end)));
            SentimentSpans found = spans(filter, dimensions, bounds);
            boolean outside = !found.spans().get(0).rows().isEmpty()
                    || !found.spans().get(found.spans().size() - 1).rows().isEmpty();
            if (!outside) {
                return rows(first, found, 1, dimensions);
            }
            look();
        }
        throw new NotReadyException("Items come in faster than they can be put in order", RETRY_AFTER);
    }

    private SentimentSpans spans(FeedbackFilter asked, List<Dimension> dimensions, List<Long> bounds) {
        SentimentSpans found = asking.questions()
                .spans(
                        asked,
                        dimensions,
                        bounds.stream().mapToLong(Long::longValue).toArray());
        asOf = asOf == null ? found.asOf() : asOf.and(found.asOf());
        return found;
    }

    /** @param margin number of spans before the first day and after the last that belong to no day */
    private static List<CubeRow> rows(LocalDate from, SentimentSpans found, int margin, List<Dimension> dimensions) {
        List<CubeRow> rows = new ArrayList<>();
        for (int i = margin; i < found.spans().size() - margin; i++) {
            LocalDate day = from.plusDays(i - margin);
            for (Row counted : found.spans().get(i).rows()) {
                rows.addAll(CubeRow.of(day, dimensions, counted));
            }
        }
        return rows;
    }
}
