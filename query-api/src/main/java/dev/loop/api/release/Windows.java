package dev.loop.api.release;

import dev.loop.api.http.Parameters;
import dev.loop.api.http.TimeSpans;
import dev.loop.schemas.text.TextRules;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The two spans that a report compares, each with its beginning and without its end: from {@code from} to {@code at},
 * and from {@code at} to {@code to}.
 */
record Windows(Instant from, Instant at, Instant to) {

    static final String WINDOW = "window";
    static final String BASELINE = "baseline";

    private static final Duration USUAL = Duration.ofDays(7);
    private static final Duration LONGEST = Duration.ofDays(366);

    /** The lengths of the two spans. */
    record Lengths(Duration baseline, Duration window) {

        /** Reads the lengths; a missing baseline is as long as the window. */
        static Lengths of(Parameters parameters) {
            Duration window = length(parameters, WINDOW).orElse(USUAL);
            return new Lengths(length(parameters, BASELINE).orElse(window), window);
        }

        Windows around(Instant at) {
            return new Windows(at.minus(baseline), at, at.plus(window));
        }
    }

    private static Optional<Duration> length(Parameters parameters, String name) {
        return parameters.text(name).flatMap(text -> {
            Optional<Duration> length =
                    TimeSpans.parse(text).filter(found -> !found.isZero() && found.compareTo(LONGEST) <= 0);
            if (length.isPresent()) {
                return length;
            }
            parameters.refuse(
                    name,
                    "is " + TextRules.quote(text),
                    "use a number of s, m, h, d or w, as in 36h or 7d, from 1s to " + LONGEST.toDays() + "d");
            return Optional.empty();
        });
    }

    /** Returns the bounds in epoch milliseconds. */
    long[] bounds() {
        return new long[] {from.toEpochMilli(), at.toEpochMilli(), to.toEpochMilli()};
    }

    Duration baseline() {
        return Duration.between(from, at);
    }

    Duration window() {
        return Duration.between(at, to);
    }

    /** Returns how much of the later span is over. */
    Duration elapsed(Instant now) {
        Instant end = now.isBefore(to) ? now : to;
        return end.isAfter(at) ? Duration.between(at, end) : Duration.ZERO;
    }
}
