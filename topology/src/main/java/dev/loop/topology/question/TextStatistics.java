package dev.loop.topology.question;

import java.util.ArrayList;
import java.util.List;

/**
 * The frequency of a search's words, which BM25 needs for a score. The statistics are gathered from all partitions
 * before any of them ranks, so that an item scores the same wherever it is and the partitions' rankings can be merged.
 *
 * @param messages number of messages that have any words
 * @param words number of words in all of them
 * @param having for each word of the search, in order, the number of messages that have it
 */
public record TextStatistics(long messages, long words, List<Long> having) {

    public TextStatistics {
        having = List.copyOf(having);
    }

    /** Returns the sum of two partitions, for the same search. */
    public TextStatistics and(TextStatistics other) {
        List<Long> both = new ArrayList<>();
        for (int i = 0; i < having.size(); i++) {
            both.add(having.get(i) + other.having.get(i));
        }
        return new TextStatistics(messages + other.messages, words + other.words, both);
    }
}
