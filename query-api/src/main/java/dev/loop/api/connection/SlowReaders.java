package dev.loop.api.connection;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Breaks the connections of readers who take next to nothing of their answers, and of the slowest if too many threads
 * wait for readers. Only the time for which a write waits counts.
 */
final class SlowReaders extends Handler.Wrapper {

    private final CallerTimeouts timeouts;
    private final Places places;
    private final Set<Wait> waitedFor = ConcurrentHashMap.newKeySet();

    SlowReaders(CallerTimeouts timeouts) {
        this.timeouts = timeouts;
        this.places = new Places(timeouts.mostReaders(), 0);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        return super.handle(request, new Answer(request, response), callback);
    }

    void look() {
        for (Wait wait : waitedFor) {
            if (wait.waitedNanos() < timeouts.reader().toNanos()) {
                continue;
            }
            if (wait.bytes() < timeouts.readerBytes()) {
                wait.end();
            } else {
                wait.forget();
            }
        }
    }

    private final class Answer extends Response.Wrapper {

        private final Wait wait;
        private volatile boolean ended;

        Answer(Request request, Response wrapped) {
            super(request, wrapped);
            wait = new Wait() {
                @Override
                void end() {
                    ended = true;
                    // This makes the write in progress fail.
                    request.getConnectionMetaData()
                            .getConnection()
                            .getEndPoint()
                            .close();
                }
            };
        }

        @Override
        public void write(boolean last, ByteBuffer bytes, Callback callback) {
            var write = new Write(bytes == null ? 0 : bytes.remaining(), callback);
            super.write(last, bytes, write);
            write.returned();
        }

        private boolean holdsAThread() {
            String type = getHeaders().get(HttpHeader.CONTENT_TYPE);
            return type == null || !type.startsWith("text/event-stream");
        }

        private final class Write extends Callback.Nested {

            private final int bytes;
            private boolean waits;
            private boolean over;

            Write(int bytes, Callback callback) {
                super(callback);
                this.bytes = bytes;
            }

            private void returned() {
                synchronized (this) {
                    if (over) {
                        return;
                    }
                    waits = true;
                    wait.begins();
                    waitedFor.add(wait);
                }
                if (holdsAThread()) {
                    places.take(wait);
                    synchronized (this) {
                        if (over) {
                            places.leave(wait);
                        }
                    }
                }
            }

            private synchronized void over(int taken) {
                over = true;
                if (waits) {
                    waits = false;
                    wait.ends(taken);
                    waitedFor.remove(wait);
                    places.leave(wait);
                }
            }

            @Override
            public void succeeded() {
                over(bytes);
                super.succeeded();
            }

            @Override
            public void failed(Throwable failure) {
                over(0);
                // A failure for a caller who has gone is reported as the end of its connection, and not as a fault of
                // ours.
                super.failed(ended && !(failure instanceof EofException) ? new EofException(failure) : failure);
            }
        }
    }
}
