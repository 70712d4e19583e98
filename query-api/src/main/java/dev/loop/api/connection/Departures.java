package dev.loop.api.connection;

import dev.loop.question.Requester;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Notices callers who close their connection before they are answered. Jetty does not read from a connection while a
 * call is at work, and so learns of it by the answer that it cannot write.
 *
 * <p>A connection that can be read from and has no byte is closed. One on which the caller has sent the next request
 * already counts as open.
 */
final class Departures extends Handler.Wrapper {

    private static final String ATTRIBUTE = Departures.class.getName();

    /** The call that is at work for a caller. */
    private static final class Present implements Requester {
        private final EndPoint connection;
        private final Set<Runnable> actions = ConcurrentHashMap.newKeySet();
        private volatile boolean watched;
        private volatile boolean gone;

        Present(EndPoint connection) {
            this.connection = connection;
        }

        @Override
        public boolean gone() {
            return gone;
        }

        @Override
        public Waiting whenGone(Runnable action) {
            actions.add(action);
            if (gone) {
                leave();
            }
            return () -> actions.remove(action);
        }

        void leave() {
            gone = true;
            for (Runnable action : actions) {
                if (actions.remove(action)) {
                    action.run();
                }
            }
        }
    }

    private final Set<Present> present = ConcurrentHashMap.newKeySet();

    /** Returns the caller of a request, who is watched from now on. */
    static Requester of(Request request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Present caller) {
            caller.watched = true;
            return caller;
        }
        return Requester.STAYS;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        var caller = new Present(request.getConnectionMetaData().getConnection().getEndPoint());
        request.setAttribute(ATTRIBUTE, caller);
        present.add(caller);
        return super.handle(request, response, Callback.from(() -> present.remove(caller), callback));
    }

    /** Looks which of the watched callers have gone. One thread calls this regularly. */
    void look() {
        if (present.stream().noneMatch(caller -> caller.watched)) {
            return;
        }
        try (Selector selector = Selector.open()) {
            for (Present caller : present) {
                if (caller.watched && caller.connection.getTransport() instanceof SocketChannel channel) {
                    try {
                        channel.register(selector, SelectionKey.OP_READ, caller);
                    } catch (ClosedChannelException | CancelledKeyException closed) {
                        caller.leave();
                    }
                }
            }
            selector.selectNow(key -> {
                if (isAtEnd((SocketChannel) key.channel())) {
                    ((Present) key.attachment()).leave();
                }
            });
        } catch (IOException later) {
            // Nobody is seen to leave without a selector; the calls go on until they are done.
        }
    }

    private static boolean isAtEnd(SocketChannel channel) {
        try {
            return channel.socket().getInputStream().available() == 0;
        } catch (IOException closed) {
            return true;
        }
    }
}
