package dev.loop.api.connection;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Bounds the wait for a body, and the number of threads that wait for one. The time between two reads is the call's own
 * and does not count. Stands before the handler that reads the beginning of each body without a thread;
 * {@link Streamed} stands behind it.
 */
final class SlowBodies extends Handler.Wrapper {

    private static final long SPARED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final CallerTimeouts timeouts;
    private final Places places;
    private final Set<Body> waitedFor = ConcurrentHashMap.newKeySet();

    SlowBodies(CallerTimeouts timeouts) {
        this.timeouts = timeouts;
        this.places = new Places(timeouts.mostBodies(), SPARED_NANOS);
    }

    static boolean hasBody(Request request) {
        return request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!hasBody(request)) {
            return super.handle(request, response, callback);
        }
        var body = new Body(request);
        return super.handle(body, response, Callback.from(body::done, callback));
    }

    void look() {
        for (Body body : waitedFor) {
            Wait wait = body.wait;
            if (wait.waitedNanos() > Math.min(timeouts.nanosFor(wait.bytes()), body.mostNanos)) {
                wait.end();
            }
        }
    }

    static void hurry(Request request, Duration most) {
        Body body = Request.as(request, Body.class);
        if (body != null) {
            body.mostNanos = body.wait.waitedNanos() + most.toNanos();
        }
    }

    /** Marks the body as streamed: behind this handler, waiting for a body takes a thread. */
    static final class Streamed extends Handler.Wrapper {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            Body body = Request.as(request, Body.class);
            if (body != null) {
                body.streamed = true;
            }
            return super.handle(request, response, callback);
        }
    }

    private final class Body extends Request.Wrapper {

        private final Wait wait = new Wait() {
            @Override
            void end() {
                done();
                Body.this.fail(Slow.body(timeouts));
            }
        };

        private volatile boolean streamed;
        private volatile long mostNanos = Long.MAX_VALUE;
        private boolean placed;

        Body(Request wrapped) {
            super(wrapped);
        }

        @Override
        public Content.Chunk read() {
            Content.Chunk chunk = super.read();
            if (chunk != null) {
                wait.ends(chunk.remaining());
                if (chunk.isLast()) {
                    done();
                }
            }
            return chunk;
        }

        @Override
        public void demand(Runnable demandCallback) {
            wait.begins();
            waitedFor.add(this);
            super.demand(demandCallback);
            if (streamed && !placed) {
                placed = true;
                if (!places.take(wait)) {
                    done();
                    fail(Slow.noPlace(timeouts));
                }
            }
        }

        private void done() {
            waitedFor.remove(this);
            places.leave(wait);
        }
    }
}
