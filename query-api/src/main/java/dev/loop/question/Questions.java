package dev.loop.question;

import dev.loop.schemas.avro.Account;
import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.question.CommandOutcome;
import dev.loop.topology.question.Facet;
import dev.loop.topology.question.Facets;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Position;
import dev.loop.topology.question.SearchHit;
import dev.loop.topology.question.Tally;
import dev.loop.topology.question.TextStatistics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The questions that the stores answer. Every answer is whole: if a partition cannot be read, {@link NotReadyException}
 * is thrown and never a part returned, unless {@link ReadOptions} accepts one; its {@link AsOf} says so then.
 */
public interface Questions {

    /** Returns these questions on other terms. */
    Questions reading(ReadOptions reading);

    /** Returns these questions, answered by copies that have reached this position as well. */
    Questions atLeast(Position position);

    /** Waits until the stores have applied the position. Throws {@link NotReadyException} after the given time. */
    void await(Position position, Duration atMost);

    /** Returns the effect of a command that was awaited; empty if it is too long ago to tell. */
    Optional<CommandOutcome> outcome(int partition, long offset);

    Optional<Feedback> item(String project, String id);

    /** Returns the items of these ids that exist, in no particular order. */
    List<Feedback> items(String project, Collection<String> ids);

    /** Returns the ids that were ever taken, by existing items or by erased ones. */
    Set<String> known(String project, Collection<String> ids);

    /** Returns items newest first, by {@code createdAt}, then id. */
    FeedbackPage list(FeedbackFilter filter, Optional<FeedbackCursor> after, int limit);

    /** Returns the items at places of a list that still exist and pass the filter, in no particular order. */
    List<Feedback> at(FeedbackFilter filter, List<FeedbackCursor> places);

    /** Returns the items that a filter takes, in the given order: by relevance only if the filter has a text. */
    SearchPage search(FeedbackFilter filter, Order order, Optional<SearchCursor> after, int limit);

    /** The most items that {@link #alike} finds. Further ones have little in common with what was asked. */
    int MOST_ALIKE = 1_000;

    /**
     * Returns the items that a filter takes and that are nearest to a meaning, by the cosine. Where the filter has a text,
     * the items that it finds are among them, and the score is the sum of reciprocal ranks in both lists.
     *
     * @param after the place of the item before the first
     * @param counted whether all that is found is counted, in {@link AlikePage#facets}
     */
    AlikePage alike(FeedbackFilter filter, Meaning meaning, Optional<SearchHit> after, int limit, boolean counted);

    /** Counts the items that a filter takes by tag, plan, source, sentiment and status. */
    FacetTable facets(FeedbackFilter filter);

    /** Counts all items that the filter takes. */
    SentimentTable sentiment(FeedbackFilter filter, List<? extends Facet> groupBy);

    /**
     * Counts the items of each span between the bounds, [bounds[i], bounds[i + 1]), in epoch milliseconds, ascending;
     * all of one state of each partition. The filter's own bounds must lie outside or on them.
     */
    SentimentSpans spans(FeedbackFilter filter, List<? extends Facet> groupBy, long[] bounds);

    /** Returns the times of the first and the last item of a project; empty if there is none. */
    Optional<Extent> extent(String project);

    Optional<Account> account(String project, String id);

    /**
     * Returns the plan that an item of this user gets now if it names none. Does not wait long for an answer: a caller
     * can do without.
     */
    Optional<String> planOf(String project, String user);

    /**
     * Returns accounts by id, in the order of its UTF-8.
     *
     * @param after the id before the first; empty for the beginning
     */
    List<Account> accounts(String project, String after, int limit);

    /** The place where a list goes on: after this item. */
    record FeedbackCursor(Instant createdAt, String id) {}

    /**
     * @param next where to go on; also present if the work allowed for one call ended before the page was full
     * @param asOf what the answer reflects
     */
    record FeedbackPage(List<Feedback> items, Optional<FeedbackCursor> next, AsOf asOf) {}

    /** The order of a search. */
    enum Order {
        NEWEST,
        RELEVANCE
    }

    /**
     * The place where a search goes on.
     *
     * @param statistics statistics that rank all of its pages, so that no item moves from one page to another because
     *     others came in; empty for the newest first
     */
    record SearchCursor(SearchHit hit, Optional<TextStatistics> statistics) {}

    /** @param items at most as many as asked for; fewer also if some were removed during the search */
    record SearchPage(List<Feedback> items, Optional<SearchCursor> next, AsOf asOf) {}

    /**
     * What items are to be like.
     *
     * @param vector as {@code MeaningVector} has it
     * @param without the item whose meaning it is, which is not among those found
     */
    record Meaning(ByteBuffer vector, Optional<String> without) {}

    /**
     * @param unread items that the filter takes, and whose meaning is not known
     * @param facets of all pages
     */
    record AlikePage(List<Feedback> items, Optional<SearchHit> next, long unread, Optional<Facets> facets, AsOf asOf) {}

    record FacetTable(Facets facets, AsOf asOf) {}

    /** @param group a value for each dimension asked for, null for items without one */
    record Row(List<@Nullable String> group, Tally tally) {}

    record SentimentTable(List<Row> rows, Tally total, AsOf asOf) {}

    /** @param total total of all rows */
    record Span(List<Row> rows, Tally total) {}

    /** A span for each that was asked for, in order. */
    record SentimentSpans(List<Span> spans, AsOf asOf) {}

    record Extent(Instant oldest, Instant newest) {}

    /**
     * The limits of one question.
     *
     * @param items items that are read one by one, if cells cannot answer
     * @param cells counted groups, times spans
     * @param time time of the whole question
     */
    record Limits(long items, int cells, Duration time) {
        public static final Limits USUAL = new Limits(2_000_000, 200_000, Duration.ofSeconds(10));
    }

    /** The question takes more than one question may. */
    final class TooMuchException extends RuntimeException {
        public TooMuchException(String message) {
            super(message);
        }
    }

    /** The question would take longer than one question may. */
    final class TooLongException extends RuntimeException {
        public TooLongException(String message) {
            super(message);
        }
    }

    /** Too many expensive questions are being answered to take one more. */
    final class TooManyAtOnceException extends RuntimeException {
        private final Duration retryAfter;

        public TooManyAtOnceException(String message, Duration retryAfter) {
            super(message);
            this.retryAfter = retryAfter;
        }

        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** The position can never be reached, because this installation has no such partition. */
    final class ForeignPositionException extends RuntimeException {
        public ForeignPositionException(String message) {
            super(message);
        }
    }

    /** The stores cannot answer now: they start, move between instances, or are behind the position asked for. */
    final class NotReadyException extends RuntimeException {
        private final Duration retryAfter;

        public NotReadyException(String message, Duration retryAfter) {
            super(message);
            this.retryAfter = retryAfter;
        }

        public Duration retryAfter() {
            return retryAfter;
        }
    }
}
