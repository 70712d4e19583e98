package dev.loop.benchmark;

import java.net.URI;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
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

/** The server under the API alone: reads each request to its end and gives the same answer to all of them. */
final class RawJetty implements AutoCloseable {

    private static final int THREADS = 200;

    private final Server server;

    private RawJetty(Server server) {
        this.server = server;
    }

    /** @param answer the API's answer to a like request, which is given byte for byte, date aside */
    static RawJetty start(HttpAnswer answer) throws Exception {
        Server server = new Server(new QueuedThreadPool(THREADS, 8));
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setPort(0);
        server.addConnector(connector);
        server.setHandler(new SameAnswer(answer));
        server.start();
        return new RawJetty(server);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort());
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }

    private static final class SameAnswer extends Handler.Abstract {
        private final int status;
        private final HttpFields headers;
        private final byte[] body;

        SameAnswer(HttpAnswer answer) {
            status = answer.status();
            body = answer.body();
            HttpFields.Mutable fields = HttpFields.build();
            answer.headers().forEach(header -> {
                String name = header.getKey();
                // The server writes these headers itself.
                if (!name.equalsIgnoreCase("date") && !name.equalsIgnoreCase("transfer-encoding")) {
                    fields.add(new HttpField(name, header.getValue()));
                }
            });
            headers = fields.asImmutable();
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            Content.Source.consumeAll(request);
            response.setStatus(status);
            response.getHeaders().add(headers);
            response.write(true, ByteBuffer.wrap(body), callback);
            return true;
        }
    }
}
