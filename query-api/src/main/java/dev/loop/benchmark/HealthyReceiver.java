package dev.loop.benchmark;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * A receiver that answers each webhook at once with 204: Jetty alone, which looks for the number of the post in the
 * body and does nothing else. The path names the endpoint.
 */
final class HealthyReceiver implements AutoCloseable {

    private static final int THREADS = 64;
    private static final byte[] BEFORE_NUMBER =
            ("\"user\":{\"id\":\"" + IntakeRequests.NUMBER_PREFIX).getBytes(StandardCharsets.US_ASCII);

    /** Headers that the client writes itself. */
    private static final Set<String> OF_THE_CLIENT = Set.of("host", "content-length", "connection");

    /** Called for each webhook, in any thread. */
    interface Listener {

        /** @param number number of the post that caused it; -1 if it has none */
        void received(String path, long number);
    }

    /** A request as it came, to be sent again. */
    record Sample(List<Map.Entry<String, String>> headers, byte[] body) {}

    private final Server server = new Server(new QueuedThreadPool(THREADS, 4));
    private volatile Listener listener = (path, number) -> {};
    private volatile @Nullable Sample sample;

    static HealthyReceiver start() throws Exception {
        HealthyReceiver receiver = new HealthyReceiver();
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(receiver.server, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setPort(0);
        connector.setAcceptQueueSize(2_000);
        receiver.server.addConnector(connector);
        receiver.server.setHandler(receiver.new Taking());
        receiver.server.start();
        return receiver;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort());
    }

    void tell(Listener other) {
        listener = other;
    }

    /** Returns one of the received webhooks; empty if none came. */
    Optional<Sample> sample() {
        return Optional.ofNullable(sample);
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }

    private final class Taking extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            byte[] body = bytes(Content.Source.asByteBuffer(request));
            if (sample == null) {
                sample = new Sample(headers(request), body);
            }
            listener.received(Request.getPathInContext(request), number(body));
            response.setStatus(204);
            callback.succeeded();
            return true;
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static List<Map.Entry<String, String>> headers(Request request) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (HttpField field : request.getHeaders()) {
            if (!OF_THE_CLIENT.contains(field.getName().toLowerCase(Locale.ROOT))) {
                headers.add(Map.entry(field.getName(), field.getValue()));
            }
        }
        return List.copyOf(headers);
    }

    private static long number(byte[] body) {
        for (int start = 0; start + BEFORE_NUMBER.length < body.length; start++) {
            int matched = 0;
            while (matched < BEFORE_NUMBER.length && body[start + matched] == BEFORE_NUMBER[matched]) {
                matched++;
            }
            if (matched == BEFORE_NUMBER.length) {
                long number = 0;
                for (int at = start + matched; at < body.length && Character.isDigit(body[at]); at++) {
                    number = 10 * number + body[at] - '0';
                }
                return number;
            }
        }
        return -1;
    }
}
