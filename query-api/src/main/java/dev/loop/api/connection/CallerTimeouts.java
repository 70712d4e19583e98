package dev.loop.api.connection;

import java.time.Duration;

/**
 * The limits of the waits for callers.
 *
 * @param body how long a body is waited for, to which a second is added for each {@code bytesPerSecond} that came of it
 * @param bytesPerSecond see {@code body}
 * @param reader how long a reader of an answer is waited for until it must have taken {@code readerBytes}
 * @param readerBytes see {@code reader}
 * @param headers how long a connection may be without a whole request, from its opening or from the last answer
 * @param mostConnections limit of connections; beyond it those that have been idle longest are closed
 * @param mostBodies how many bodies longer than {@link CallerGuard#EAGER_BYTES} are read at once, a thread each
 * @param mostReaders how many threads wait at once for readers of answers
 */
public record CallerTimeouts(
        Duration body,
        long bytesPerSecond,
        Duration reader,
        long readerBytes,
        Duration headers,
        int mostConnections,
        int mostBodies,
        int mostReaders) {

    public static final CallerTimeouts USUAL = new CallerTimeouts(
            Duration.ofSeconds(20), 4 << 10, Duration.ofSeconds(30), 32 << 10, Duration.ofSeconds(30), 2_000, 64, 100);

    long nanosFor(long bytes) {
        return body.toNanos() + (long) (bytes * 1e9 / bytesPerSecond);
    }
}
