package dev.loop.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loop.client.EventParser.Frame;
import dev.loop.client.model.Event;
import dev.loop.client.model.Json;
import dev.loop.client.query.StreamQuery;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Live events, until they are closed. A connection that ends, breaks or is silent for a minute is opened again where it
 * ended. An event of type {@code gap} tells that events were left out, {@code open} that the stream is complete from here.
 *
 * <p>One thread takes them; any may close them.
 */
public final class LiveEvents implements Iterator<Event>, Iterable<Event>, AutoCloseable {

    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);

    private final Calls calls;
    private final StreamQuery query;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Queue<Event> events = new ArrayDeque<>();
    private Optional<String> cursor;
    private volatile @Nullable Chunks connection;
    private EventParser parser = new EventParser();
    private boolean opened;
    private long openedAt;
    private int failures;

    LiveEvents(Calls calls, StreamQuery query) {
        this.calls = calls;
        this.query = query;
        this.cursor = query.after();
    }

    /** Waits for the next event. Returns false when they are closed. */
    @Override
    public boolean hasNext() {
        while (events.isEmpty() && isOpen()) {
            proceed();
        }
        return isOpen();
    }

    @Override
    public Event next() {
        if (!hasNext()) {
            throw new NoSuchElementException("The stream is closed.");
        }
        return events.remove();
    }

    @Override
    public Iterator<Event> iterator() {
        return this;
    }

    @Override
    public void close() {
        closed.countDown();
        disconnect();
    }

    private boolean isOpen() {
        return closed.getCount() > 0;
    }

    private void disconnect() {
        Chunks open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }

    private void proceed() {
        LoopException failure = null;
        try {
            Chunks open = connection;
            if (open == null) {
                open = connect();
            }
            Optional<byte[]> bytes = open.next(query.silence());
            if (bytes.isPresent()) {
                parser.read(bytes.get()).forEach(this::take);
                return;
            }
        } catch (IOException e) {
            failure = calls.connection().failure(e);
        } catch (ApiConnectionException | ApiException e) {
            failure = e;
            if (!opened) {
                throw e;
            }
        }
        disconnect();
        if (isOpen()) {
            pause(failure);
        }
    }

    private Chunks connect() {
        CallOptions options = calls.options().header("Accept", "text/event-stream");
        // The first connection is a call like any other; those that follow are tried again here.
        options = opened ? options.maxRetries(0) : options;
        options = cursor.isPresent() ? options.header("Last-Event-ID", cursor.get()) : options;
        Chunks open = calls.with(options).stream(Call.get("/v1/stream", query));
        opened = true;
        openedAt = System.nanoTime();
        parser = new EventParser();
        connection = open;
        if (!isOpen()) {
            disconnect();
        }
        return open;
    }

    private void take(Frame frame) {
        if (!frame.event().equals("open") && !frame.event().equals("gap")) {
            failures = 0;
        }
        if (!frame.id().isEmpty()) {
            cursor = Optional.of(frame.id());
        }
        try {
            ObjectNode json = Json.MAPPER.readValue(frame.data(), ObjectNode.class);
            json.put("type", frame.event());
            cursor.ifPresent(at -> json.put("cursor", at));
            events.add(Json.MAPPER.treeToValue(json, Event.class));
        } catch (JsonProcessingException e) {
            throw new LoopException("The stream has an event that is no JSON object: this is not a stream of Loop.");
        }
    }

    private void pause(@Nullable LoopException failure) {
        if (opened && System.nanoTime() - openedAt > LONGEST_SILENCE.toNanos()) {
            failures = 0;
        }
        Optional<Duration> wait =
                failure == null ? Optional.of(calls.options().backoff(failures)) : calls.waitAfter(failure, failures);
        failures++;
        if (wait.isEmpty() || failures > query.reconnects()) {
            throw failure != null
                    ? failure
                    : new ApiConnectionException("The stream ended " + failures + " times without an event.", null);
        }
        try {
            closed.await(wait.get().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new CallInterruptedException();
        }
    }
}
