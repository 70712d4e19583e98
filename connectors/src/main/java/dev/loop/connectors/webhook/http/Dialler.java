package dev.loop.connectors.webhook.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.DuplexConnectionPool;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections. Each has one deadline for connecting and TLS together, where Jetty has one for connecting alone; a
 * failure tells the address that was dialled.
 */
final class Dialler extends HttpClientTransportOverHTTP {

    /** Connections are closed at this age, so that a name that has moved is followed. */
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(5);

    private final Duration deadline;

    Dialler(Duration deadline) {
        super(1);
        this.deadline = deadline;
        setConnectionPoolFactory(destination -> {
            var pool = new DuplexConnectionPool(destination, getHttpClient().getMaxConnectionsPerDestination());
            pool.setMaxDuration(LONGEST_LIFE.toMillis());
            return pool;
        });
    }

    @Override
    @SuppressWarnings("unchecked")
    public void connect(SocketAddress address, Map<String, Object> context) {
        var promise = (Promise<Connection>) Objects.requireNonNull(context.get(Connection.PROMISE_CONTEXT_KEY));
        var dial = new Dial((InetSocketAddress) address, promise);
        dial.tooLate =
                getHttpClient().getScheduler().schedule(dial::giveUp, deadline.toMillis(), TimeUnit.MILLISECONDS);
        context.put(Connection.PROMISE_CONTEXT_KEY, dial);
        super.connect(address, context);
    }

    /** Jetty reports a connection before the TLS handshake has begun; this class completes the handshake first. */
    private final class Dial extends Promise.Wrapper<Connection> implements SslHandshakeListener {
        private final InetSocketAddress address;
        private final AtomicBoolean over = new AtomicBoolean();
        private Scheduler.Task tooLate = () -> false;
        private volatile @Nullable Connection connection;

        private Dial(InetSocketAddress address, Promise<Connection> promise) {
            super(promise);
            this.address = address;
        }

        @Override
        public void succeeded(Connection connected) {
            connection = connected;
            if (over.get()) {
                closeAtOnce(connected);
                return;
            }
            if (!(endPoint(connected) instanceof SslConnection.SslEndPoint secured)) {
                done();
                return;
            }
            SslConnection tls = secured.getSslConnection();
            tls.addHandshakeListener(this);
            try {
                // An empty flush writes the beginning of the handshake and nothing else.
                tls.getSslEndPoint().flush(BufferUtil.EMPTY_BUFFER);
            } catch (IOException broken) {
                failed(broken);
            }
        }

        @Override
        public void handshakeSucceeded(Event event) {
            // The connection is in the middle of a read, and must not be written to from within it.
            getHttpClient().getExecutor().execute(this::done);
        }

        @Override
        public void handshakeFailed(Event event, Throwable failure) {
            failed(failure);
        }

        @Override
        public void failed(Throwable failure) {
            if (over.compareAndSet(false, true)) {
                tooLate.cancel();
                super.failed(new DialException(address, failure));
            }
        }

        private void done() {
            Connection made = Objects.requireNonNull(connection);
            if (over.compareAndSet(false, true)) {
                tooLate.cancel();
                super.succeeded(made);
            } else {
                made.close();
            }
        }

        private void giveUp() {
            if (!over.compareAndSet(false, true)) {
                return;
            }
            Connection made = connection;
            super.failed(new DialException(
                    address,
                    new TimeoutException((made == null ? "it did not come about" : "TLS was not agreed on") + " within "
                            + deadline.toMillis() + " ms")));
            if (made != null) {
                closeAtOnce(made);
            }
        }

        /** Closes a connection without waiting for TLS's goodbye. */
        private static void closeAtOnce(Connection connection) {
            EndPoint endPoint = endPoint(connection);
            (endPoint instanceof EndPoint.Wrapper wrapper ? wrapper.unwrap() : endPoint).close();
        }

        private static EndPoint endPoint(Connection connection) {
            return ((org.eclipse.jetty.io.Connection) connection).getEndPoint();
        }
    }
}
