package dev.loop.analysis.trend;

import dev.loop.question.AsOf;
import dev.loop.question.Questions;
import dev.loop.question.Questions.Row;
import dev.loop.question.Questions.SentimentSpans;
import dev.loop.question.Questions.Span;
import dev.loop.question.Questions.TooLongException;
import dev.loop.question.Questions.TooMuchException;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Match;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The hours of tags up to now.
 *
 * @param start when hour 0 begins, in epoch milliseconds
 * @param byTag of each that was chosen and named in that time; null for items without one
 */
public record TagHistory(
        long start, Map<@Nullable String, HourlyCounts> byTag, int hours, TagChoice choice, AsOf asOf) {

    static final long HOUR = 3_600_000;

    /** The time limit of all questions for one answer together. */
    public static final Duration LONGEST = Duration.ofSeconds(10);

    /** The time limit of the watch, for which nobody waits. */
    private static final Duration LONGEST_OF_WATCH = Duration.ofSeconds(50);

    /**
     * Reads the history in which spikes are found.
     *
     * @param judged how many hours, the present one among them, are to be judged; before them comes what they are compared
     *     with
     * @param always the tags that are read whatever they have
     */
    static TagHistory ofSpikes(
            Questions questions, FeedbackFilter filter, Instant now, int judged, Collection<@Nullable String> always) {
        var times = new Times(questions, filter, now, judged, LONGEST_OF_WATCH);
        return times.read(
                TagChoice.ofSpikes(questions, times.filter, new long[] {times.judgedFrom(), times.end()}, always));
    }

    /**
     * Reads the history behind the present hour and day.
     *
     * @param listed how many tags are asked for
     */
    public static TagHistory ofNow(Questions questions, FeedbackFilter filter, Instant now, int listed) {
        var times = new Times(questions, filter, now, 1, LONGEST);
        long[] bounds = {times.start, times.judgedFrom(), times.end()};
        return times.read(TagChoice.ofNow(questions, times.filter, bounds, listed));
    }

    /** Returns the start of an hour. */
    public Instant at(int hour) {
        return Instant.ofEpochMilli(start + hour * HOUR);
    }

    /** Returns the present hour. */
    public int lastHour() {
        return hours - 1;
    }

    /** The span to be read. */
    private static final class Times {
        private final Questions questions;
        private final FeedbackFilter filter;
        private final int judged;
        private final int hours;
        private final long start;
        /** All items of each hour, from {@link ObservedHours#LONGEST_SILENCE} hours before the first on. */
        private final long[] said;

        private final Map<@Nullable String, HourlyCounts.Adder> counts = new HashMap<>();
        private final Duration longest;
        private final long deadline;
        private AsOf asOf;

        Times(Questions questions, FeedbackFilter filter, Instant now, int judged, Duration longest) {
            this.longest = longest;
            this.deadline = System.nanoTime() + longest.toNanos();
            this.questions = questions;
            this.filter = filter.withoutBackfill();
            this.judged = judged;
            this.hours = HourlyCounts.LEAD + judged;
            this.start = Math.floorDiv(now.toEpochMilli(), HOUR) * HOUR + HOUR - hours * HOUR;
            int from = -ObservedHours.LONGEST_SILENCE;
            SentimentSpans all = questions.spans(this.filter.withAllSaid(), List.of(), bounds(from, hours));
            this.said =
                    all.spans().stream().mapToLong(span -> span.total().total()).toArray();
            this.asOf = all.asOf();
        }

        long end() {
            return start + hours * HOUR;
        }

        /** Returns the start of the day of the first hour that is judged. */
        long judgedFrom() {
            return end() - (judged + HourlyCounts.HOURS_OF_DAY - 1) * HOUR;
        }

        /** Reads a week at a time, or less if many tags would make that answer too large. */
        TagHistory read(TagChoice choice) {
            for (@Nullable String tag : choice.tags()) {
                counts.put(tag, new HourlyCounts.Adder());
            }
            FeedbackFilter narrowed = choice.known() > TagChoice.MOST ? filter.withTags(ofTags(choice)) : filter;
            asOf = asOf.and(choice.asOf());
            int step = HourlyCounts.HOURS_OF_WEEK;
            int from = 0;
            while (from < hours && !counts.isEmpty()) {
                int to = Math.min(hours, (from / step + 1) * step);
                if (System.nanoTime() - deadline > 0) {
                    throw new TooLongException("The hours of " + counts.size() + " tags take longer than "
                            + longest.toSeconds() + " s: narrow the question with tag, plan or source.");
                }
                if (anythingSaid(from, to)) {
                    try {
                        read(narrowed, from, to);
                    } catch (TooMuchException tooMuch) {
                        if (step == 1) {
                            throw tooMuch;
                        }
                        step = (step + 1) / 2;
                        continue;
                    }
                }
                from = to;
            }
            var byTag = new HashMap<@Nullable String, HourlyCounts>();
            var observed = new ObservedHours(said);
            counts.forEach((tag, ofHours) -> {
                HourlyCounts whole = ofHours.counts(hours, observed);
                if (whole.kept() > 0) {
                    byTag.put(tag, whole);
                }
            });
            return new TagHistory(start, byTag, hours, choice, asOf);
        }

        private void read(FeedbackFilter narrowed, int from, int to) {
            SentimentSpans part = questions.spans(narrowed, List.of(Dimension.TAG), bounds(from, to));
            asOf = asOf.and(part.asOf());
            int hour = from;
            for (Span span : part.spans()) {
                for (Row row : span.rows()) {
                    HourlyCounts.Adder adder = counts.get(row.group().get(0));
                    // Null where the first item of the tag came between the two questions.
                    if (adder != null) {
                        adder.add(hour, row.tally().total());
                    }
                }
                hour++;
            }
        }

        private long[] bounds(int from, int to) {
            return LongStream.rangeClosed(from, to)
                    .map(hour -> start + hour * HOUR)
                    .toArray();
        }

        private boolean anythingSaid(int from, int to) {
            return Arrays.stream(said, from + ObservedHours.LONGEST_SILENCE, to + ObservedHours.LONGEST_SILENCE)
                    .anyMatch(items -> items > 0);
        }

        private static Match ofTags(TagChoice choice) {
            return Match.oneOf(
                    choice.tags().stream().map(tag -> tag == null ? "" : tag).toList());
        }
    }
}
