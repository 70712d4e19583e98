package dev.loop.api.connection;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Closes connections that bring no whole request in time, however slowly they drip, and those that have been idle
 * longest if there are too many. Jetty's own time-out begins again with each byte.
 */
final class Connections extends Handler.Wrapper implements Connection.Listener {

    private static final class Held {
        /** The start of the wait for the caller; 0 while a call is at work. */
        private volatile long since = System.nanoTime();
        /** True between two requests, and before the first. */
        private volatile boolean between = true;
    }

    private final CallerTimeouts timeouts;
    private final Map<Connection, Held> all = new ConcurrentHashMap<>();

    Connections(CallerTimeouts timeouts) {
        this.timeouts = timeouts;
    }

    @Override
    public void onOpened(Connection connection) {
        all.put(connection, new Held());
        if (all.size() > timeouts.mostConnections()) {
            longestWaitedFor().orElse(connection).getEndPoint().close();
        }
    }

    @Override
    public void onClosed(Connection connection) {
        all.remove(connection);
    }

    private Optional<Connection> longestWaitedFor() {
        long now = System.nanoTime();
        return all.entrySet().stream()
                .filter(held -> held.getValue().since != 0
                        && held.getKey().getEndPoint().isOpen())
                .max(Comparator.comparingLong(held -> now - held.getValue().since))
                .map(Map.Entry::getKey);
    }

    void look() {
        long now = System.nanoTime();
        all.forEach((connection, held) -> {
            long since = held.since;
            if (since != 0 && held.between && now - since > timeouts.headers().toNanos()) {
                connection.getEndPoint().close();
            }
        });
    }

    /** Starts the wait for the body of a request. */
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Held held = all.get(request.getConnectionMetaData().getConnection());
        if (held == null) {
            return super.handle(request, response, callback);
        }
        held.since = System.nanoTime();
        held.between = false;
        // The wait begins before the end of this call is reported: the next one may begin at once.
        Runnable answered = () -> {
            held.since = System.nanoTime();
            held.between = true;
        };
        return super.handle(request, response, Callback.from(answered, callback));
    }

    /** Ends the wait for the caller: behind this handler the call is at work. */
    final class AtWork extends Handler.Wrapper {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            Held held = all.get(request.getConnectionMetaData().getConnection());
            if (held != null) {
                held.since = 0;
            }
            return super.handle(request, response, callback);
        }
    }
}
