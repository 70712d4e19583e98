package dev.loop.api.live;

import dev.loop.history.Entry;
import dev.loop.history.EventCursor;
import dev.loop.question.Questions.NotReadyException;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.ServletOutputStream;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Passes what one reader reads on to all clients. The reader never waits for a client: it leaves entries in their
 * queues, and other threads write.
 *
 * <p>The reader calls {@link #awaitClients}, then {@link #begin} with its position, then {@link #publish}. It reads
 * nothing while there are no clients.
 */
public final class LiveFeed implements AutoCloseable {

    /** The longest stream. Its client then connects again, so that proxies see connections that end. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    /** The limit of clients is reached. */
    static final class FullException extends RuntimeException {
        FullException(int most) {
            super(most + " clients listen already", null, false, false);
        }
    }

    /** One client of the feed. */
    final class Client {
        private final Tail tail;
        private final BooleanSupplier standing;
        private final long openedAt = System.nanoTime();
        private @Nullable TailOutput output;

        private Client(Tail tail, BooleanSupplier standing) {
            this.tail = tail;
            this.standing = standing;
        }

        /** Closes the client's stream if it may not listen any more, and returns whether that is so. */
        private boolean dismissed() {
            if (standing.getAsBoolean()) {
                return false;
            }
            if (output != null) {
                output.close();
            }
            return true;
        }

        Tail tail() {
            return tail;
        }

        /** Sets the output that the client's events go to. */
        TailOutput writeTo(ServletOutputStream out) {
            TailOutput made = new TailOutput(tail, out);
            synchronized (LiveFeed.this) {
                output = made;
                if (closed) {
                    made.close();
                }
            }
            made.end().whenComplete((done, never) -> leave());
            out.setWriteListener(made);
            return made;
        }

        void leave() {
            synchronized (LiveFeed.this) {
                clients.remove(this);
            }
        }

        private void write(Executor writers) {
            TailOutput to = output;
            if (to != null) {
                try {
                    writers.execute(to::write);
                } catch (RejectedExecutionException busy) {
                    // The next change or heartbeat tries again.
                }
            }
        }
    }

    private final Set<Client> clients = new LinkedHashSet<>();
    private final int most;
    private final AtomicLong gaps = new AtomicLong();
    private @Nullable EventCursor position;
    private int waiting;
    private boolean closed;

    /** @param most clients at once */
    public LiveFeed(int most) {
        this.most = most;
    }

    public LiveFeed bindTo(MeterRegistry meters) {
        Gauge.builder("loop.live.clients", this, LiveFeed::size)
                .description("clients that are told of changes as they happen")
                .register(meters);
        Gauge.builder("loop.live.queued.bytes", this, LiveFeed::queuedBytes)
                .description("what they were not sent yet, counted for each of them")
                .register(meters);
        FunctionCounter.builder("loop.live.gaps", gaps, AtomicLong::get)
                .description("times that a client was too slow and was told to read its list again")
                .register(meters);
        return this;
    }

    /**
     * Adds a client; waits until the reader stands.
     *
     * @param standing whether the client may still listen; asked before every event
     * @throws FullException if there are too many
     */
    synchronized Client open(Predicate<Entry> wanted, BooleanSupplier standing) {
        if (closed) {
            throw new NotReadyException("The server is stopping", RETRY_AFTER);
        }
        if (clients.size() >= most) {
            throw new FullException(most);
        }
        waiting++;
        notifyAll();
        try {
            Client client = new Client(new Tail(wanted, awaitPosition(), gaps::incrementAndGet), standing);
            clients.add(client);
            return client;
        } finally {
            waiting--;
        }
    }

    private EventCursor awaitPosition() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (position == null && !closed) {
            long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
            if (left <= 0) {
                throw new NotReadyException("The log does not answer", RETRY_AFTER);
            }
            pause(left);
        }
        if (position == null) {
            throw new NotReadyException("The server is stopping", RETRY_AFTER);
        }
        return position;
    }

    private void pause(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new NotReadyException("The server is stopping", RETRY_AFTER);
        }
    }

    /** Waits until there is a client; returns false once the feed is closed. */
    public synchronized boolean awaitClients() throws InterruptedException {
        while (!closed && !wanted()) {
            position = null;
            wait();
        }
        return !closed;
    }

    /** Returns whether there is any client. */
    public synchronized boolean wanted() {
        return !closed && (!clients.isEmpty() || waiting > 0);
    }

    /** Starts publishing from a position on. Clients that were open before get a gap for everything between. */
    public synchronized void begin(EventCursor at) {
        position = at;
        clients.forEach(client -> client.tail.offer(List.of(), at));
        clients.forEach(client -> client.tail.drop());
        notifyAll();
    }

    /**
     * Passes entries on to all clients.
     *
     * @param entries in their order
     * @param after position of the reader now
     * @param writers threads that write to clients, at the pace of each
     */
    public synchronized void publish(List<LiveEntry> entries, EventCursor after, Executor writers) {
        position = after;
        for (Client client : List.copyOf(clients)) {
            if (!client.dismissed() && client.tail.offer(entries, after)) {
                client.write(writers);
            }
        }
    }

    /**
     * Sends heartbeats, so that clients and proxies know that the silence is one. The reader calls this every few
     * seconds.
     */
    public synchronized void beat(Executor writers) {
        for (Client client : List.copyOf(clients)) {
            if (client.dismissed()) {
                continue;
            }
            client.tail.heartbeat();
            client.write(writers);
            TailOutput output = client.output;
            if (output != null && System.nanoTime() - client.openedAt > LONGEST.toNanos()) {
                output.close();
            }
        }
    }

    private synchronized long queuedBytes() {
        return clients.stream().mapToLong(client -> client.tail.queuedBytes()).sum();
    }

    synchronized int size() {
        return clients.size();
    }

    /** Ends all streams. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        for (Client client : List.copyOf(clients)) {
            TailOutput output = client.output;
            if (output != null) {
                output.close();
            }
        }
    }
}
