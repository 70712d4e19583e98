package dev.loop.topology.question;

import java.util.ArrayList;
import java.util.List;

/**
 * How common the words of a search are, which BM25 needs for a score. Gathered from all partitions before any of them
 * ranks: so an item scores the same wherever it is, and rankings of partitions can be merged.
 *
 * @param messages that have any words
 * @param words of all of them together
 * @param having for each word of the search, in their order, how many messages have it
 */
public record TextStatistics(long messages, long words, List<Long> having) {

    public TextStatistics {
        having = List.copyOf(having);
    }

    /** Of two partitions, for the same search. */
    public TextStatistics and(TextStatistics other) {
        List<Long> both = new ArrayList<>();
        for (int i = 0; i < having.size(); i++) {
            both.add(having.get(i) + other.having.get(i));
        }
        return new TextStatistics(messages + other.messages, words + other.words, both);
    }
}
