package dev.loop.api.live;

import dev.loop.api.event.ReadableEvents;
import dev.loop.api.feedback.FilterParameters;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Problem;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.http.StillAllowed;
import dev.loop.api.key.Access;
import dev.loop.api.live.LiveFeed.Client;
import dev.loop.api.theme.ThemeBook;
import dev.loop.history.Entry;
import dev.loop.history.EventCursor;
import dev.loop.history.EventLog;
import dev.loop.history.EventLog.Filter;
import dev.loop.history.EventLog.ForeignCursorException;
import dev.loop.history.EventLog.GoneException;
import dev.loop.history.EventLog.Page;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.event.EventType;
import dev.loop.topology.question.FeedbackFilter;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * {@code GET /v1/stream}: events as they happen, as server-sent events (WHATWG HTML). A filter passes changes whose item
 * matches before or after, and every erasure, of which only the id is known. It is about items, so that a stream with
 * one has no events of the project.
 */
public final class StreamFeedback implements Feature {

    private static final List<String> PARAMETERS = Stream.concat(
                    FilterParameters.NAMES_WITHOUT_TIMES.stream(), Stream.of("sentiment", "q", "after"))
            .toList();
    private static final int LONGEST_BACKLOG = 500;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final ThemeBook themes;
    private final LiveFeed feed;
    private final EventLog log;

    public StreamFeedback(LiveFeed feed, EventLog log, ThemeBook themes) {
        this.themes = themes;
        this.feed = feed;
        this.log = log;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, "/v1/stream", Scope.FEEDBACK_READ, this::stream);
    }

    private void stream(Context ctx) throws IOException {
        Parameters parameters = Parameters.of(ctx, PARAMETERS);
        FeedbackFilter filter =
                FilterParameters.withoutSpan(parameters, Access.caller(ctx).project(), themes);
        Optional<String> after = Optional.ofNullable(ctx.header("Last-Event-ID"))
                .or(() -> parameters.text("after"))
                .filter(text -> !text.isEmpty());
        parameters.done();
        Optional<EventCursor> cursor = after.map(text -> EventCursor.parse(text)
                .orElseThrow(() -> Problem.INVALID_CURSOR.because("Last-Event-ID is not an id of this stream.")));

        headers(ctx);
        if (ctx.method().equals(HandlerType.HEAD)) {
            return;
        }
        Set<EventType> readable = ReadableEvents.by(Access.caller(ctx));
        Predicate<Entry> wanted = entry -> accepts(filter, readable, entry);
        Client client = open(wanted, StillAllowed.of(ctx));
        boolean handedOver = false;
        try {
            if (cursor.isPresent()) {
                resume(client.tail(), cursor.get(), filter.project(), wanted);
            } else {
                client.tail().begin();
            }
            ServletOutputStream out = ctx.res().getOutputStream();
            ctx.future(() -> client.writeTo(out).end());
            handedOver = true;
        } finally {
            if (!handedOver) {
                client.leave();
            }
        }
    }

    private Client open(Predicate<Entry> wanted, BooleanSupplier standing) {
        try {
            return feed.open(wanted, standing);
        } catch (LiveFeed.FullException full) {
            throw Problem.TOO_MANY_STREAMS.because(full.getMessage() + ".").retryAfter(RETRY_AFTER);
        }
    }

    private void resume(Tail tail, EventCursor from, String project, Predicate<Entry> wanted) {
        try {
            Page page = log.read(from, new Filter(project, Set.of(), wanted), LONGEST_BACKLOG, Duration.ZERO);
            if (page.more()) {
                tail.beginWithGap();
            } else {
                tail.resume(page.events().stream().map(Frame::ofBacklog).toList(), page.next());
            }
        } catch (GoneException gone) {
            tail.beginWithGap();
        } catch (ForeignCursorException foreign) {
            throw Problem.INVALID_CURSOR.because("Last-Event-ID was made by another installation.");
        }
    }

    private static boolean accepts(FeedbackFilter filter, Set<EventType> readable, Entry entry) {
        if (!entry.project().equals(filter.project())) {
            return false;
        }
        if (entry instanceof Entry.OfProject news) {
            return filter.equals(FeedbackFilter.all(filter.project()))
                    && readable.contains(news.event().type());
        }
        FeedbackChange change = ((Entry.OfItem) entry).change();
        return change.getAfter().isEmpty()
                || change.getAfter().filter(filter::accepts).isPresent()
                || change.getBefore().filter(filter::accepts).isPresent();
    }

    private static void headers(Context ctx) {
        ctx.contentType("text/event-stream; charset=utf-8");
        ctx.header("Cache-Control", "no-store");
        // nginx would hold back small writes.
        ctx.header("X-Accel-Buffering", "no");
    }
}
