package dev.loop.benchmark;

import java.time.Duration;
import java.util.List;

/** What is asked of Loop and of databases alike. Times are in epoch milliseconds, from inclusive, to exclusive. */
sealed interface ComparedQuestion {

    /** How long the two windows of a report are. */
    Duration WINDOW = Duration.ofDays(7);

    /** How many of the items found are looked at. */
    int SHOWN = 20;

    /**
     * How the feedback of a plan is spread over tags and sentiments. Answered by, for each tag: positive, neutral,
     * negative and open items.
     */
    record OfPlan(String plan, long from, long to) implements ComparedQuestion {}

    /**
     * What a report counts of the time around a release. Answered by, for each tag, plan and source: items and negative
     * ones before, items and negative ones after.
     */
    record AroundRelease(String version, long at) implements ComparedQuestion {
        long from() {
            return at - WINDOW.toMillis();
        }

        long to() {
            return at + WINDOW.toMillis();
        }
    }

    /** Which messages have all of these words. Answered by how many, then when the newest of them were said. */
    record OfWords(List<String> words) implements ComparedQuestion {
        public OfWords {
            words = List.copyOf(words);
        }
    }
}
