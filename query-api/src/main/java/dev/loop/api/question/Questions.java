package dev.loop.api.question;

import dev.loop.schemas.avro.Account;
import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Interval;
import dev.loop.topology.question.Outcome;
import dev.loop.topology.question.Position;
import dev.loop.topology.question.Tally;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the stores can be asked. Every answer is whole: where a partition cannot be read, {@link NotReadyException} is
 * thrown and never a part returned.
 */
public interface Questions {

    /** Waits until the stores have applied the position. Throws {@link NotReadyException} past the time given. */
    void await(Position position, Duration atMost);

    /** What became of a command that was awaited; empty where it is too long ago to tell. */
    Optional<Outcome> outcome(int partition, long offset);

    Optional<Feedback> item(String project, String id);

    /** Whether an id was ever taken, by an item that stands or by one erased since. */
    boolean known(String project, String id);

    /** Items newest first, by {@code createdAt}, then id. */
    FeedbackPage list(FeedbackFilter filter, Optional<FeedbackCursor> after, int limit);

    SentimentTable sentiment(FeedbackFilter filter, List<Dimension> groupBy);

    SentimentTimeline timeline(FeedbackFilter filter, List<Dimension> groupBy, Interval interval, ZoneId zone);

    Optional<Account> account(String project, String id);

    /** Where a list goes on: after this item. */
    record FeedbackCursor(Instant createdAt, String id) {}

    /**
     * @param next where to go on; present as well where the work allowed for one call ended before the page was full
     * @param asOf the position that the answer reflects
     */
    record FeedbackPage(List<Feedback> items, Optional<FeedbackCursor> next, Position asOf) {}

    /** @param group a value for each dimension asked for, null where an item has none */
    record Row(List<@Nullable String> group, Tally tally) {}

    record SentimentTable(List<Row> rows, Tally total, Position asOf) {}

    /** @param start of the bucket */
    record TimelineRow(ZonedDateTime start, List<@Nullable String> group, Tally tally) {}

    /** Rows in order of time; without a group every bucket from the first to the last item has a row, empty or not. */
    record SentimentTimeline(List<TimelineRow> rows, Tally total, Position asOf) {}

    /** More buckets than a timeline may have. */
    int MOST_BUCKETS = 10_000;

    /** A timeline of more than {@link #MOST_BUCKETS} buckets was asked for. */
    final class TooManyBucketsException extends RuntimeException {
        public TooManyBucketsException(int most) {
            super("A timeline has at most " + most + " buckets; take a longer interval or a shorter time");
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
