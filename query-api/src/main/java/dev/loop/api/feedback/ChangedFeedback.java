package dev.loop.api.feedback;

import dev.loop.api.http.Format;
import dev.loop.api.http.Freshness;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Problem;
import dev.loop.api.table.Downloads;
import dev.loop.api.table.Table;
import dev.loop.history.ChangeLog;
import dev.loop.history.ChangeLog.Batch;
import dev.loop.history.ChangeLog.Increment;
import dev.loop.history.ChangeLog.PositionGoneException;
import dev.loop.question.Questions.ForeignPositionException;
import dev.loop.schemas.text.TextRules;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Position;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code GET /v1/feedback?since=POSITION} as a file: the changes since an earlier answer. Each changed item is there in
 * its current state; an erased item, or one that the filter takes no more, is there as its id alone.
 */
final class ChangedFeedback {

    static final String SINCE = "since";

    /** Parameters that say where a list begins or ends, whereas an increment is whole. */
    private static final List<String> NOT_WITH_IT =
            List.of("limit", "cursor", AfterItem.NAME, "sort", "facets", Freshness.PARTIAL);

    private final Freshness freshness;
    private final ChangeLog log;
    private final Downloads downloads;

    ChangedFeedback(Freshness freshness, ChangeLog log, Downloads downloads) {
        this.downloads = downloads;
        this.freshness = freshness;
        this.log = log;
    }

    /** Returns the position that an earlier answer reflected; an answer without any items has the empty one. */
    Optional<Position> since(Parameters parameters, Optional<Format> format) {
        Optional<String> text = parameters.text(SINCE);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (format.isEmpty()) {
            parameters.refuse(SINCE, "goes with a file", "add format=ndjson, csv or parquet");
        }
        NOT_WITH_IT.stream()
                .filter(parameters::has)
                .forEach(name -> parameters.refuse(name, "does not go with " + SINCE, "leave it out"));
        if (text.get().isEmpty()) {
            return Optional.of(Position.NONE);
        }
        Optional<Position> position = Position.parse(text.get());
        if (position.isEmpty()) {
            parameters.refuse(
                    SINCE,
                    "is " + TextRules.quote(text.get()),
                    "give the Loop-As-Of of an earlier file, or an asOf.position");
        }
        return position;
    }

    void answer(Context ctx, Format format, FeedbackFilter filter, Position since) throws IOException {
        Optional<Freshness.Asked> asked = freshness.asked(ctx);
        Increment increment = increment(
                since,
                asked.map(Freshness.Asked::position).orElse(Position.NONE),
                asked.map(Freshness.Asked::atMost).orElse(Duration.ZERO));
        ctx.header("Loop-As-Of", increment.next().toString());
        ctx.header("Loop-More", String.valueOf(increment.more()));
        downloads.send(ctx, format, ChangedItem.TABLE, leaf(filter, increment.first()));
    }

    private Increment increment(Position since, Position atLeast, Duration wait) {
        try {
            return log.after(since, atLeast, wait);
        } catch (PositionGoneException gone) {
            throw Problem.CHANGES_GONE.because(
                    "Changes are kept for 90 days, and some of those after the position are older.");
        } catch (ForeignPositionException foreign) {
            throw Problem.INVALID_POSITION.because(String.valueOf(foreign.getMessage()));
        }
    }

    private static Table.Leaf<ChangedItem> leaf(FeedbackFilter filter, Batch batch) {
        return new Table.Leaf<>(
                batch.changes().stream()
                        .filter(change -> change.getProject().equals(filter.project()))
                        .map(change -> ChangedItem.of(change, filter))
                        .toList(),
                batch.rest().map(rest -> () -> leaf(filter, rest.get())));
    }
}
