package dev.loop.api.connection;

import dev.loop.question.Requester;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.server.handler.EagerContentHandler.RetainedContentLoaderFactory;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Keeps slow callers, and many at once, from taking the threads that others need. A request goes through: the
 * connection is counted, its body begins to be paced, the first {@link #EAGER_BYTES} of the body are awaited without a
 * thread, one of the threads is taken, the answer is paced. Probes need none of the threads that calls share.
 */
public final class CallerGuard extends AbstractLifeCycle {

    /**
     * The bytes of a body that are awaited without a thread. Most items are shorter; a longer body takes a thread while
     * its rest is awaited.
     */
    public static final int EAGER_BYTES = 32 << 10;

    /** The charge for each held piece of a body, so that many small ones do not count as little. */
    private static final int PIECE_BYTES = 64;

    /**
     * The largest body of any call, a batch included: a caller of more is refused at once, and not when the body has
     * come.
     */
    private static final long LONGEST_READ = 32L << 20;

    private static final long LOOK_MILLIS = 250;

    /** Slow callers are looked for at every fourth look: their limits are seconds. */
    private static final int LOOKS_FOR_SLOW = 4;

    private static final Set<String> PROBES = Set.of("/health/live", "/health/ready", "/metrics");

    private final Connections connections;
    private final SlowBodies bodies;
    private final SlowReaders readers;
    private final Departures departures = new Departures();
    private final Server server;
    private int looks;
    private Scheduler.Task next = () -> false;

    private CallerGuard(Server server, CallerTimeouts timeouts) {
        this.server = server;
        connections = new Connections(timeouts);
        bodies = new SlowBodies(timeouts);
        readers = new SlowReaders(timeouts);
    }

    /**
     * @param threads how many calls run at once; the server's own threads are to be more
     * @param calls handles each call whose body has come far enough to begin
     */
    public static void install(Server server, CallerTimeouts timeouts, int threads, Handler.Singleton calls) {
        var guard = new CallerGuard(server, timeouts);
        var eager = new EagerContentHandler(new RetainedContentLoaderFactory(EAGER_BYTES, PIECE_BYTES, false));
        eager.include(CallerGuard::isToBeRead);
        // Each handler stands before those inserted earlier.
        server.insertHandler(guard.readers);
        server.insertHandler(new Workers(threads, CallerGuard::isProbe));
        server.insertHandler(calls);
        server.insertHandler(guard.departures);
        server.insertHandler(guard.connections.new AtWork());
        server.insertHandler(new SlowBodies.Streamed());
        server.insertHandler(eager);
        server.insertHandler(guard.bodies);
        server.insertHandler(guard.connections);
        server.addBean(guard);
    }

    /** Returns the caller of a request, who is watched until it is answered. */
    public static Requester caller(Request request) {
        return Departures.of(request);
    }

    /** Limits the wait for the rest of the body to this time. */
    public static void hurry(Request request, Duration most) {
        SlowBodies.hurry(request, most);
    }

    /**
     * Returns whether the body is read first. A caller without a key is answered before the body; so are one that first
     * asks whether to send it, and one whose body is too long for any call.
     */
    private static boolean isToBeRead(Request request) {
        boolean mayBeKnown = request.getHeaders().contains(HttpHeader.AUTHORIZATION)
                || request.getHeaders().contains(HttpHeader.COOKIE)
                || !Request.getPathInContext(request).startsWith("/v1/");
        return mayBeKnown
                && !request.getHeaders().contains(HttpHeader.EXPECT)
                && request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) <= LONGEST_READ;
    }

    private static boolean isProbe(Request request) {
        return PROBES.contains(Request.getPathInContext(request));
    }

    @Override
    protected void doStart() {
        for (Connector connector : server.getConnectors()) {
            connector.addEventListener(connections);
        }
        schedule();
    }

    private synchronized void schedule() {
        next = server.getScheduler().schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            departures.look();
            if (looks++ % LOOKS_FOR_SLOW == 0) {
                connections.look();
                bodies.look();
                readers.look();
            }
        } finally {
            if (isRunning()) {
                schedule();
            }
        }
    }

    @Override
    protected synchronized void doStop() {
        next.cancel();
    }
}
