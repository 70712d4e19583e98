package dev.loop.api.event;

import dev.loop.api.http.Feature;
import dev.loop.api.http.Format;
import dev.loop.api.http.Json;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Problem;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.http.StillAllowed;
import dev.loop.api.key.Access;
import dev.loop.api.key.Caller;
import dev.loop.api.table.Downloads;
import dev.loop.api.table.Table;
import dev.loop.api.table.TableAnswer;
import dev.loop.history.EventCursor;
import dev.loop.history.EventLog;
import dev.loop.history.EventLog.Filter;
import dev.loop.history.EventLog.ForeignCursorException;
import dev.loop.history.EventLog.GoneException;
import dev.loop.history.EventLog.Page;
import dev.loop.schemas.event.Event;
import dev.loop.schemas.event.EventType;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * {@code GET /v1/events?after=…}: the events that webhooks send, with the same ids, for receivers that were down longer
 * than any schedule, or that cannot be reached at all. A file without a limit holds all of them.
 */
public final class PullEvents implements Feature {

    private static final int MOST = 1_000;
    private static final int USUAL = 100;
    private static final int LONGEST_WAIT_SECONDS = 30;
    private static final String NEWEST = "newest";

    private static final List<String> TYPES = EventType.subscribable();

    private final EventLog log;
    private final Downloads downloads;

    public PullEvents(EventLog log, Downloads downloads) {
        this.log = log;
        this.downloads = downloads;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, "/v1/events", Scope.FEEDBACK_READ, this::pull);
    }

    private void pull(Context ctx) throws IOException {
        Parameters parameters = Parameters.of(ctx, List.of("after", "since", "types", "limit", "wait"));
        Optional<String> after = parameters.text("after").filter(text -> !text.isEmpty());
        Optional<Instant> since = parameters.time("since");
        Set<EventType> types = parameters.words("types", PullEvents::type, TYPES);
        Optional<Format> format = TableAnswer.wanted(ctx);
        boolean whole = format.isPresent() && parameters.text("limit").isEmpty();
        int limit = whole ? MOST : parameters.number("limit", 1, MOST, USUAL);
        Duration wait = Duration.ofSeconds(parameters.number("wait", 0, LONGEST_WAIT_SECONDS, 0));
        if (after.isPresent() && since.isPresent()) {
            parameters.refuse("since", "is given together with after", "begin with since, and go on with after");
        }
        parameters.done();

        Caller caller = Access.caller(ctx);
        Filter filter = new Filter(caller.project(), ReadableEvents.asked(types, caller));
        Optional<EventCursor> end = whole ? Optional.of(log.newest()) : Optional.empty();
        Page page = read(begin(after, since), filter, limit, wait);
        StillAllowed.require(ctx);
        if (format.isPresent()) {
            downloads.send(
                    ctx,
                    format.get(),
                    EventRow.TABLE,
                    leaf(page, end, next -> read(next, filter, MOST, Duration.ZERO)));
            return;
        }
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("data");
            for (Event event : page.events()) {
                event.write(json);
            }
            json.writeEndArray();
            json.writeStringField("next", page.next().toString());
            json.writeBooleanField("more", page.more());
            json.writeEndObject();
        });
    }

    /**
     * @param end end of the log when it was asked, since a file does not follow what comes in while it is sent; empty
     *     if only this page is wanted
     */
    private static Table.Leaf<EventRow> leaf(
            Page page, Optional<EventCursor> end, Function<EventCursor, Page> following) {
        boolean goesOn = page.more() && end.isPresent() && !page.next().reaches(end.get());
        return new Table.Leaf<>(
                EventRow.of(page),
                goesOn ? Optional.of(() -> leaf(following.apply(page.next()), end, following)) : Optional.empty());
    }

    private static Optional<EventType> type(String word) {
        return EventType.of(word).filter(type -> TYPES.contains(type.word()));
    }

    private EventCursor begin(Optional<String> after, Optional<Instant> since) {
        if (since.isPresent()) {
            return log.since(since.get());
        }
        if (after.isEmpty()) {
            return log.oldest();
        }
        return after.get().equals(NEWEST)
                ? log.newest()
                : EventCursor.parse(after.get())
                        .orElseThrow(() -> Problem.INVALID_CURSOR.because(
                                "after is neither " + NEWEST + " nor a cursor that this API made."));
    }

    private Page read(EventCursor from, Filter filter, int limit, Duration wait) {
        try {
            return log.read(from, filter, limit, wait);
        } catch (GoneException gone) {
            throw Problem.EVENTS_GONE
                    .because("Events are kept for 90 days, and some of those after the cursor are older.")
                    .members(json ->
                            json.writeStringField("restart", gone.oldest().toString()));
        } catch (ForeignCursorException foreign) {
            throw Problem.INVALID_CURSOR.because("The cursor was made by another installation.");
        }
    }
}
