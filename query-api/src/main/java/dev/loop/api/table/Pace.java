package dev.loop.api.table;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Watches how fast a reader takes what it is sent, and breaks the connection of one that takes next to nothing. Only
 * time spent waiting for the reader counts: slow rows are not the reader's fault. The server's idle time-out alone
 * would let a reader that takes a byte now and then go on for ever.
 */
final class Pace implements AutoCloseable {

    /**
     * @param waiting how long a reader is waited for
     * @param bytes bytes that it must have taken by then; writes are smaller than this
     */
    record Slowest(Duration waiting, long bytes) {}

    private static final int LOOKS = 4;

    private final Slowest slowest;
    private final EndPoint reader;
    private final Scheduler scheduler;
    private Scheduler.Task next;

    private long waited;
    private long taken;
    /** The start of the write in progress; 0 if there is none. */
    private long since;

    private boolean over;
    private boolean broken;

    Pace(Slowest slowest, EndPoint reader, Scheduler scheduler) {
        this.slowest = slowest;
        this.reader = reader;
        this.scheduler = scheduler;
        this.next = schedule();
    }

    private Scheduler.Task schedule() {
        return scheduler.schedule(this::look, slowest.waiting().toMillis() / LOOKS, TimeUnit.MILLISECONDS);
    }

    private synchronized void look() {
        if (over) {
            return;
        }
        long now = System.nanoTime();
        long all = waited + (since == 0 ? 0 : now - since);
        if (all >= slowest.waiting().toNanos()) {
            if (taken < slowest.bytes()) {
                broken = true;
                // Closing makes the write in progress fail.
                reader.close();
                return;
            }
            waited = 0;
            taken = 0;
            since = since == 0 ? 0 : now;
        }
        next = schedule();
    }

    /** Returns whether this watch broke the connection. */
    synchronized boolean broken() {
        return broken;
    }

    private synchronized void begins() {
        since = System.nanoTime();
    }

    private synchronized void ends(int bytes) {
        waited += System.nanoTime() - since;
        since = 0;
        taken += bytes;
    }

    OutputStream through(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                begins();
                try {
                    out.write(bytes, from, length);
                } finally {
                    ends(length);
                }
            }

            @Override
            public void flush() throws IOException {
                begins();
                try {
                    out.flush();
                } finally {
                    ends(0);
                }
            }
        };
    }

    @Override
    public synchronized void close() {
        over = true;
        next.cancel();
    }
}
