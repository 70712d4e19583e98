package dev.loop.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A question that Loop and databases are asked alike. Times are in epoch milliseconds, from inclusive, to exclusive.
 */
sealed interface ComparedQuestion {

    /** The length of each window of a report. */
    Duration WINDOW = Duration.ofDays(7);

    /** The number of found items that are looked at. */
    int SHOWN = 20;

    /**
     * The feedback of a plan, spread over tags and sentiments. The answer for each tag: positive, neutral, negative and
     * open items.
     */
    record OfPlan(String plan, long from, long to) implements ComparedQuestion {}

    /**
     * The counts of a report around a release. The answer for each tag, plan and source: items and negative ones
     * before, items and negative ones after.
     */
    record AroundRelease(String version, long at) implements ComparedQuestion {
        long from() {
            return at - WINDOW.toMillis();
        }

        long to() {
            return at + WINDOW.toMillis();
        }
    }

    /** The messages that have all of these words. The answer: how many, then the times of the newest. */
    record OfWords(List<String> words) implements ComparedQuestion {
        public OfWords {
            words = List.copyOf(words);
        }

        /** Returns the words in quotes, since the other stores know no other forms of them. */
        String query() {
            return words.stream().map(word -> '"' + word + '"').collect(Collectors.joining(" "));
        }
    }
}
