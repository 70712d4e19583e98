package dev.loop.api.table;

import dev.loop.api.http.Format;
import dev.loop.api.http.StillAllowed;
import dev.loop.question.Questions.TooManyAtOnceException;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.ConnectionMetaData;

/**
 * Sends lists of any length as files. Only a few are sent at once, since each takes a thread, and a Parquet file a
 * temporary file, for as long as its reader takes. A reader below a minimum pace loses its place to others.
 */
public final class Downloads {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    /**
     * @param most number of files at once
     * @param waiting how long a reader is waited for until it must have taken {@code bytes}
     */
    public record Limits(int most, Duration waiting, long bytes) {
        /** The usual limits: 17 KB a second is less than a mobile phone has anywhere. */
        public static final Limits USUAL = new Limits(16, Duration.ofSeconds(30), 512 << 10);
    }

    private final Limits limits;
    private final Pace.Slowest slowest;
    private final Semaphore places;

    public Downloads(Limits limits) {
        this.limits = limits;
        slowest = new Pace.Slowest(limits.waiting(), limits.bytes());
        places = new Semaphore(limits.most());
    }

    /** Writes as {@link TableAnswer#write} does, leaf by leaf. A single leaf needs no place. */
    public <T> void send(Context ctx, Format format, Table<T> table, Table.Leaf<T> first) throws IOException {
        if (first.next().isEmpty() || ctx.method().equals(HandlerType.HEAD)) {
            TableAnswer.write(ctx, format, table, Table.leaves(first));
            return;
        }
        if (!places.tryAcquire()) {
            throw new TooManyAtOnceException(
                    "The limit of whole lists sent at once is reached: " + limits.most()
                            + ". Pages, with limit=, need no place.",
                    RETRY_AFTER);
        }
        ConnectionMetaData connection =
                ServletContextRequest.getServletContextRequest(ctx.req()).getConnectionMetaData();
        try (var pace = new Pace(
                slowest,
                connection.getConnection().getEndPoint(),
                connection.getConnector().getScheduler())) {
            try {
                TableAnswer.write(ctx, format, table, Table.leaves(first), out -> whileAllowed(ctx, pace.through(out)));
            } catch (IOException | RuntimeException broken) {
                if (pace.broken()) {
                    throw new IOException(
                            "its reader took less than " + limits.bytes() + " bytes within "
                                    + limits.waiting().toSeconds() + " s",
                            broken);
                }
                throw broken;
            }
        } finally {
            places.release();
        }
    }

    /** Sends no more from the moment that the caller's key is revoked, or its session ends. */
    private static OutputStream whileAllowed(Context ctx, OutputStream out) {
        StillAllowed.require(ctx);
        BooleanSupplier allowed = StillAllowed.of(ctx);
        return new FilterOutputStream(out) {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                if (!allowed.getAsBoolean()) {
                    throw StillAllowed.ended();
                }
                out.write(bytes, from, length);
            }
        };
    }
}
