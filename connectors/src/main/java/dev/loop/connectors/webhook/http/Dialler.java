package dev.loop.connectors.webhook.http;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.DuplexConnectionPool;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections: each has one deadline for connecting and TLS together, where Jetty has one for connecting alone;
 * and where none comes about, the failure tells the address that was dialled.
 */
final class Dialler extends HttpClientTransportOverHTTP {

    /** So that a name that has moved is followed. */
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(5);

    private static final String END_POINT = "dev.loop.endpoint";

    private final Duration deadline;

    Dialler(Duration deadline) {
        super(new EndPointsInContext());
        this.deadline = deadline;
        getClientConnector().setSelectors(1);
        setConnectionPoolFactory(destination -> {
            var pool = new DuplexConnectionPool(destination, getHttpClient().getMaxConnectionsPerDestination());
            pool.setMaxDuration(LONGEST_LIFE.toMillis());
            return pool;
        });
    }

    @Override
    @SuppressWarnings("unchecked")
    public void connect(SocketAddress address, Map<String, Object> context) {
        var promise = (Promise<Connection>) context.get(Connection.PROMISE_CONTEXT_KEY);
        var dial = new Dial((InetSocketAddress) address, promise);
        dial.tooLate = getHttpClient()
                .getScheduler()
                .schedule(
                        () -> dial.giveUp((@Nullable EndPoint) context.get(END_POINT), deadline),
                        deadline.toMillis(),
                        TimeUnit.MILLISECONDS);
        context.put(Connection.PROMISE_CONTEXT_KEY, dial);
        super.connect(address, context);
    }

    private static final class Dial extends Promise.Wrapper<Connection> {
        private final InetSocketAddress address;
        private final AtomicBoolean over = new AtomicBoolean();
        private Scheduler.Task tooLate = () -> false;

        private Dial(InetSocketAddress address, Promise<Connection> promise) {
            super(promise);
            this.address = address;
        }

        @Override
        public void succeeded(Connection connection) {
            if (over.compareAndSet(false, true)) {
                tooLate.cancel();
                super.succeeded(connection);
            } else {
                connection.close();
            }
        }

        @Override
        public void failed(Throwable failure) {
            if (over.compareAndSet(false, true)) {
                tooLate.cancel();
                super.failed(new DialException(address, failure));
            }
        }

        private void giveUp(@Nullable EndPoint endPoint, Duration deadline) {
            if (over.compareAndSet(false, true)) {
                var late = new TimeoutException((endPoint == null ? "no connection" : "no end of the TLS handshake")
                        + " within " + deadline.toMillis() + " ms");
                super.failed(new DialException(address, late));
                if (endPoint != null) {
                    endPoint.close(late);
                }
            }
        }
    }

    private static final class EndPointsInContext extends ClientConnector {
        @Override
        @SuppressWarnings("unchecked")
        protected EndPoint newEndPoint(SelectableChannel channel, ManagedSelector selector, SelectionKey key) {
            EndPoint endPoint = super.newEndPoint(channel, selector, key);
            ((Map<String, Object>) key.attachment()).put(END_POINT, endPoint);
            return endPoint;
        }
    }
}
