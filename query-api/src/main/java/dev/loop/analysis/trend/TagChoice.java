package dev.loop.analysis.trend;

import dev.loop.question.AsOf;
import dev.loop.question.Questions;
import dev.loop.question.Questions.Row;
import dev.loop.question.Questions.SentimentSpans;
import dev.loop.question.Questions.Span;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.FeedbackFilter;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tags that are read hour by hour. A count of each tag over the hours that are judged comes first: it costs one
 * number a tag, where the history of one takes up to 2,040, and a tag with fewer items than a spike needs cannot have
 * one.
 *
 * @param tags null for items without one
 * @param known how many tags have items at all
 * @param rest how many had enough items, and are left out since {@link #MOST} are taken
 * @param restItems theirs, in the hours that are judged
 */
public record TagChoice(Set<@Nullable String> tags, int known, int rest, long restItems, AsOf asOf) {

    /** The limit of tags; the histories of this many fit in 50 MB, whatever their items are. */
    public static final int MOST = 2_000;

    private static final Comparator<@Nullable String> BY_NAME = Comparator.nullsLast(Comparator.naturalOrder());

    /**
     * Returns the tags that may have a spike.
     *
     * @param bounds of the hours in which an item can be part of one
     * @param always taken whatever they have
     */
    public static TagChoice ofSpikes(
            Questions questions, FeedbackFilter filter, long[] bounds, Collection<@Nullable String> always) {
        SentimentSpans found = questions.spans(filter, List.of(Dimension.TAG), bounds);
        Map<@Nullable String, Long> items = items(found.spans().get(0));
        int known = items.size();
        items.values().removeIf(count -> count < Spike.FEWEST);
        return choose(items, new HashSet<>(always), known, found.asOf());
    }

    /**
     * Returns the tags with items now and, as far as the list has room, others by name.
     *
     * @param bounds of all that was said before and of the present day
     * @param listed how many tags a list has at most
     */
    public static TagChoice ofNow(Questions questions, FeedbackFilter filter, long[] bounds, int listed) {
        SentimentSpans found = questions.spans(filter, List.of(Dimension.TAG), bounds);
        Map<@Nullable String, Long> now = items(found.spans().get(1));
        Set<@Nullable String> quiet = new HashSet<>(items(found.spans().get(0)).keySet());
        quiet.removeAll(now.keySet());
        int known = now.size() + quiet.size();
        Set<@Nullable String> first = new HashSet<>();
        quiet.stream().sorted(BY_NAME).limit(Math.max(0, listed - now.size())).forEach(first::add);
        return choose(now, first, known, found.asOf());
    }

    /** Returns the numbers without the tags, for callers that keep only those. */
    public TagChoice withoutTags() {
        return new TagChoice(Set.of(), known, rest, restItems, asOf);
    }

    private static Map<@Nullable String, Long> items(Span span) {
        Map<@Nullable String, Long> items = new HashMap<>();
        for (Row row : span.rows()) {
            items.put(row.group().get(0), row.tally().total());
        }
        return items;
    }

    private static TagChoice choose(
            Map<@Nullable String, Long> items, Set<@Nullable String> always, int known, AsOf asOf) {
        if (items.size() <= MOST) {
            always.addAll(items.keySet());
            return new TagChoice(always, known, 0, 0, asOf);
        }
        items.entrySet().stream()
                .sorted(Map.Entry.<@Nullable String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry::getKey, BY_NAME))
                .limit(MOST)
                .forEach(entry -> always.add(entry.getKey()));
        items.keySet().removeAll(always);
        long restItems = items.values().stream().mapToLong(Long::longValue).sum();
        return new TagChoice(always, known, items.size(), restItems, asOf);
    }
}
