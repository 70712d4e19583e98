package dev.loop.api.question;

import dev.loop.schemas.avro.Account;
import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.question.Facet;
import dev.loop.topology.question.Facets;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Outcome;
import dev.loop.topology.question.Position;
import dev.loop.topology.question.Standing;
import dev.loop.topology.question.Tally;
import dev.loop.topology.question.TextStatistics;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the stores can be asked. Every answer is whole: where a partition cannot be read, {@link NotReadyException} is
 * thrown and never a part returned, unless {@link Reading} takes one; its {@link AsOf} says so then.
 */
public interface Questions {

    /** The same questions on other terms. */
    Questions reading(Reading reading);

    /** The same questions, of copies that have come as far as this besides. */
    Questions atLeast(Position position);

    /** Waits until the stores have applied the position. Throws {@link NotReadyException} past the time given. */
    void await(Position position, Duration atMost);

    /** What became of a command that was awaited; empty where it is too long ago to tell. */
    Optional<Outcome> outcome(int partition, long offset);

    Optional<Feedback> item(String project, String id);

    /** Those of the items that stand. */
    List<Feedback> items(String project, Collection<String> ids);

    /** Which ids were ever taken, by items that stand or by those erased since. */
    Set<String> known(String project, Collection<String> ids);

    /** Items newest first, by {@code createdAt}, then id. */
    FeedbackPage list(FeedbackFilter filter, Optional<FeedbackCursor> after, int limit);

    /** The items at places of a list that still stand, and that the filter takes; in no order. */
    List<Feedback> at(FeedbackFilter filter, List<FeedbackCursor> places);

    /** What a filter takes, in the order asked for: by its text's relevance only where it has one. */
    SearchPage search(FeedbackFilter filter, Order order, Optional<SearchCursor> after, int limit);

    /** How many of the items that a filter takes have which tag, plan, source, sentiment and status. */
    FacetTable facets(FeedbackFilter filter);

    /** Counts of all that the filter takes. */
    SentimentTable sentiment(FeedbackFilter filter, List<? extends Facet> groupBy);

    /**
     * The same for each of the spans between the bounds, [bounds[i], bounds[i + 1]), in epoch milliseconds, ascending; all
     * of one state of each partition. The filter's own bounds must lie outside or on them.
     */
    SentimentSpans spans(FeedbackFilter filter, List<? extends Facet> groupBy, long[] bounds);

    /** When the first and the last item of a project was said; empty where there is none. */
    Optional<Extent> extent(String project);

    Optional<Account> account(String project, String id);

    /**
     * Accounts by id, in the order of its UTF-8.
     *
     * @param after the id that comes before them; empty for the first
     */
    List<Account> accounts(String project, String after, int limit);

    /** Where a list goes on: after this item. */
    record FeedbackCursor(Instant createdAt, String id) {}

    /**
     * @param next where to go on; present as well where the work allowed for one call ended before the page was full
     * @param asOf what the answer reflects
     */
    record FeedbackPage(List<Feedback> items, Optional<FeedbackCursor> next, AsOf asOf) {}

    /** Which items come first. */
    enum Order {
        NEWEST,
        RELEVANCE
    }

    /**
     * Where a search goes on.
     *
     * @param statistics that all of its pages are ranked by, so that no item moves from one page to another because
     *     others came in; empty for the newest first
     */
    record SearchCursor(Standing standing, Optional<TextStatistics> statistics) {}

    /** @param items at most as many as asked for; fewer as well where some went while they were looked for */
    record SearchPage(List<Feedback> items, Optional<SearchCursor> next, AsOf asOf) {}

    record FacetTable(Facets facets, AsOf asOf) {}

    /** @param group a value for each dimension asked for, null where an item has none */
    record Row(List<@Nullable String> group, Tally tally) {}

    record SentimentTable(List<Row> rows, Tally total, AsOf asOf) {}

    /** @param total of all rows */
    record Span(List<Row> rows, Tally total) {}

    /** A span for each that was asked for, in their order. */
    record SentimentSpans(List<Span> spans, AsOf asOf) {}

    record Extent(Instant oldest, Instant newest) {}

    /**
     * How much one question may take.
     *
     * @param items that are read one by one, where cells do not know what is asked
     * @param cells groups, times spans, that are counted
     * @param time that the whole of it may take
     */
    record Limits(long items, int cells, Duration time) {
        public static final Limits USUAL = new Limits(2_000_000, 200_000, Duration.ofSeconds(10));
    }

    /** The question, as it was asked, takes more than one question may. */
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

    /** So many questions of a kind that takes much are being answered that there is no place for one more. */
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

    /** A position that can never be reached, because this installation has no such partition. */
    final class ForeignPositionException extends RuntimeException {
        public ForeignPositionException(String message) {
            super(message);
        }
    }

    /** The stores cannot answer now: starting, moving between instances, or behind the position asked for. */
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
