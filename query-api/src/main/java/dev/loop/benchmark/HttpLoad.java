package dev.loop.benchmark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Sends requests over many connections from one thread, the caller's. The load runs on the same processors as what it
 * measures, so it does next to nothing: requests are prepared bytes, and only the end of an answer is looked for. A
 * general client costs several times as much, and would be measured too.
 *
 * <p>Times count from when a request was due, not from when it could be sent: a stalled server is charged for the
 * requests that it kept from being sent (coordinated omission).
 */
final class HttpLoad {

    private static final int READ_BYTES = 256 << 10;
    private static final long PARK_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long LONGEST_SILENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int LONGEST_SECONDS = 120;

    /** The requests to send. */
    interface Script {

        /**
         * Returns the request of a number, from 0. It is sent from its position to its limit, and must not be one that
         * is under way.
         */
        ByteBuffer request(long number);

        /**
         * Reports a request before it is sent.
         *
         * @param nanos the {@link System#nanoTime} at which the request was due
         */
        default void due(long number, long nanos) {}

        /** Returns whether an answer of this status is one that the script expects. */
        default boolean expects(int status) {
            return status / 100 == 2;
        }

        /** Returns the next request on the same connection, which counts as part of this one; empty at the end. */
        default Optional<ByteBuffer> then(long number, int step, HttpAnswer answer) {
            return Optional.empty();
        }
    }

    /**
     * The result of a run. Times are in microseconds.
     *
     * @param first times until the first answer
     * @param whole times until the last answer
     * @param cpuMicros processor time of the load itself, for one request
     */
    record Outcome(long requests, double seconds, double cpuMicros, Histogram first, Histogram whole) {
        double perSecond() {
            return requests / seconds;
        }
    }

    /** Tells when a request is due, in nanoseconds after the start. */
    private interface Schedule {
        long dueAfter(long number);
    }

    private final InetSocketAddress server;
    private final int connections;

    HttpLoad(URI server, int connections) {
        this.server = new InetSocketAddress(server.getHost(), server.getPort());
        this.connections = connections;
    }

    /**
     * Sends as fast as the server takes requests: each connection sends its next request as soon as it has its answer.
     */
    Outcome atFullSpeed(long count, Script script) throws IOException {
        return run(count, number -> 0, false, script);
    }

    /** Sends at times that do not depend on the answers (open loop). */
    Outcome atRate(int aSecond, long count, Script script) throws IOException {
        double between = 1e9 / aSecond;
        return run(count, number -> (long) (number * between), true, script);
    }

    private Outcome run(long count, Schedule schedule, boolean timed, Script script) throws IOException {
        Histogram first = histogram();
        Histogram whole = histogram();
        List<HttpConnection> all = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < connections; i++) {
                all.add(new HttpConnection(server, selector));
            }
            Deque<HttpConnection> idle = new ArrayDeque<>(all);
            ByteBuffer shared = ByteBuffer.allocateDirect(READ_BYTES);
            long cpu = CpuTime.ofThread();
            long began = System.nanoTime();
            long heard = began;
            long sent = 0;
            long done = 0;
            while (done < count) {
                long now = System.nanoTime();
                while (sent < count && !idle.isEmpty() && began + schedule.dueAfter(sent) <= now) {
                    // A request without a schedule is due when a connection is free for it.
                    long due = timed ? began + schedule.dueAfter(sent) : now;
                    script.due(sent, due);
                    idle.pop().begin(sent, due, script.request(sent));
                    sent++;
                }
                long next = sent < count && !idle.isEmpty() ? began + schedule.dueAfter(sent) : Long.MAX_VALUE;
                if (select(selector, next) > 0) {
                    heard = System.nanoTime();
                } else if (idle.size() < connections && System.nanoTime() - heard > LONGEST_SILENCE_NANOS) {
                    throw new IOException("The server has not answered for a minute");
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    HttpConnection connection = (HttpConnection) key.attachment();
                    if (connection.proceed(shared) && finished(connection, script, first, whole)) {
                        // The connection goes to the end of the line: the server would close one that is never used.
                        idle.addLast(connection);
                        done++;
                    }
                }
                selector.selectedKeys().clear();
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            return new Outcome(count, seconds, (CpuTime.ofThread() - cpu) / 1e3 / count, first, whole);
        } finally {
            for (HttpConnection connection : all) {
                connection.close();
            }
        }
    }

    /** Returns whether the connection is free again. */
    private static boolean finished(HttpConnection connection, Script script, Histogram first, Histogram whole)
            throws IOException {
        HttpAnswer answer = connection.answer();
        if (!script.expects(answer.status())) {
            throw new IOException("The server answered " + answer);
        }
        long micros = (System.nanoTime() - connection.due()) / 1_000;
        if (connection.step() == 0) {
            first.recordValue(Math.min(micros, first.getHighestTrackableValue()));
        }
        Optional<ByteBuffer> next = script.then(connection.number(), connection.step(), answer);
        if (next.isPresent()) {
            connection.follow(next.get());
            return false;
        }
        whole.recordValue(Math.min(micros, whole.getHighestTrackableValue()));
        return true;
    }

    /** Waits for an answer or for the next request to be due. */
    private static int select(Selector selector, long due) throws IOException {
        if (due == Long.MAX_VALUE) {
            return selector.select(TimeUnit.SECONDS.toMillis(1));
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(due - System.nanoTime());
        if (millis > 1) {
            return selector.select(millis - 1);
        }
        // A selector waits in whole milliseconds, which is too coarse for the rest.
        int ready = selector.selectNow();
        long left = due - System.nanoTime();
        if (ready == 0 && left > 0) {
            LockSupport.parkNanos(Math.min(left, PARK_NANOS));
        }
        return ready;
    }

    private static Histogram histogram() {
        return new Histogram(TimeUnit.SECONDS.toMicros(LONGEST_SECONDS), 3);
    }
}
