package dev.loop.topology.store;

import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.question.CommandOutcome;
import dev.loop.topology.question.Facet;
import dev.loop.topology.question.Facets;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.question.SearchHit;
import dev.loop.topology.question.TextStatistics;
import dev.loop.topology.search.TextIndexBuildingException;
import dev.loop.topology.sentiment.SentimentCells;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads one partition. Each call sees one state of the store, that of the position in its answer, whatever is written
 * meanwhile. Throws {@code InvalidStateStoreException} once the store is closed or has moved; only {@link #position}
 * then still gives its last value, and {@link #await} ends.
 */
public interface FeedbackView {

    Optional<Feedback> item(String id);

    /** Returns whether the id was ever taken, by an item that stands or by one that was erased. */
    boolean known(String id);

    /** The place where a list goes on: after this item, in the order newest first, then by id. */
    record After(long createdAt, String id) {}

    /**
     * @param items at most as many as asked for, newest first
     * @param scanned where the reading ended; present if there may be more
     */
    record Page(List<Feedback> items, Optional<After> scanned, long position) {}

    /** @param work how many items may be looked at */
    Page list(FeedbackFilter filter, Optional<After> after, int limit, int work, ReadBudget budget);

    /**
     * A moment of a store and of its text index.
     *
     * @param position how far the commands were applied
     * @param change the last change that came of them, in the count of the copy that was asked
     * @param copy which it was
     */
    record TextMoment(long position, long change, long copy) {}

    /** Returns whether a moment belongs to this copy, and not to another one of the same partition. */
    boolean knows(TextMoment moment);

    /**
     * Waits until the text index holds what the store holds now, and returns that moment for all steps of one search:
     * no step then makes the index look for later changes.
     *
     * @throws TextIndexBuildingException where that takes longer than one should wait
     */
    TextMoment awaitText(ReadBudget budget);

    /**
     * Returns how common the words of a filter's text are here. The statistics of all partitions are summed before any
     * partition ranks.
     */
    TextStatistics textStatistics(FeedbackFilter filter, TextMoment moment, ReadBudget budget);

    /**
     * @param places in the order of {@link SearchHit#ORDER}, at most as many as asked for; fewer only where there are
     * no more
     */
    record Found(List<SearchHit> places, long position) {}

    /**
     * Returns the places of the first items that a filter takes, after a given place.
     *
     * @param statistics of all partitions, to rank by them; empty for the newest first
     */
    Found search(
            FeedbackFilter filter,
            Optional<TextStatistics> statistics,
            Optional<SearchHit> after,
            int limit,
            TextMoment moment,
            ReadBudget budget);

    /**
     * @param places in the order of {@link SearchHit#ORDER}, with the cosine as the score
     * @param unread items that the filter takes, and whose meaning is not known
     */
    record Nearest(List<SearchHit> places, long unread, long position) {}

    /**
     * Returns the places of the items that a filter takes and that are nearest to a meaning.
     *
     * @param vector as {@code MeaningVector} has it
     */
    Nearest nearest(FeedbackFilter filter, ByteBuffer vector, int limit, TextMoment moment, ReadBudget budget);

    /** Returns the items of places of this partition; empty where one is gone or changed since it was found. */
    List<Optional<Feedback>> found(FeedbackFilter filter, List<SearchHit> places);

    /** @param position that the counts reflect */
    record FacetCounts(Facets facets, long position) {}

    FacetCounts facets(FeedbackFilter filter, TextMoment moment, ReadBudget budget);

    /** Returns the number of changes by which the text index is behind the store. */
    long textIndexBehind();

    /** Counts everything that the filter takes, as one span with number 0. Returns the position. */
    long count(FeedbackFilter filter, List<? extends Facet> groupBy, ReadBudget budget, SentimentCells.Sink sink);

    /**
     * Counts each of the spans between the bounds, [bounds[i], bounds[i + 1]), in epoch milliseconds, ascending; a span
     * between two equal bounds is empty. The filter's own bounds must lie outside or on them. Returns the position.
     */
    long count(
            FeedbackFilter filter,
            List<? extends Facet> groupBy,
            long[] bounds,
            ReadBudget budget,
            SentimentCells.Sink sink);

    /** Returns the time of a project's oldest item, in epoch milliseconds. */
    OptionalLong oldest(String project);

    /** Returns the time of a project's newest item, in epoch milliseconds. */
    OptionalLong newest(String project);

    /** Returns the offset of the last command applied, -1 if none is known. */
    long position();

    Optional<CommandOutcome> outcome(long offset);

    /** Returns whether the command at the offset was applied within the given time. */
    boolean await(long offset, long nanos) throws InterruptedException;

    /** Returns whether another instance writes the partition; this copy then may lag. */
    boolean follows();

    /** Returns whether the readable state is one that the partition once had, and not a part of one. */
    boolean whole();

    /** Sets the position from which a standby copy is whole. */
    void wholeFrom(long position);

    Sizes sizes();

    /**
     * The sizes of the store.
     *
     * @param items RocksDB's estimate
     * @param series combinations of project, tag, plan and source
     * @param cellBytes pages of cells in memory
     * @param textBytes files of the text index
     */
    record Sizes(long items, long bytesOnDisk, int series, long cellBytes, long textBytes) {}
}
