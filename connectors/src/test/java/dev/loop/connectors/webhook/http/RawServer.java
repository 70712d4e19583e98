package dev.loop.connectors.webhook.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A server that does to each connection whatever a test wants; one thread each. */
final class RawServer implements AutoCloseable {

    /** Handles a connection, which stays open until it returns. */
    @FunctionalInterface
    interface Behaviour {
        void serve(Connection connection) throws Exception;
    }

    private final ServerSocket listener;
    private final Behaviour behaviour;
    private final List<Connection> connections = new CopyOnWriteArrayList<>();

    private RawServer(ServerSocket listener, Behaviour behaviour) {
        this.listener = listener;
        this.behaviour = behaviour;
    }

    static RawServer start(Behaviour behaviour) throws IOException {
        return start(new ServerSocket(0, 128, InetAddress.getLoopbackAddress()), behaviour);
    }

    static RawServer startTls(SSLContext context, Behaviour behaviour) throws IOException {
        return start(
                context.getServerSocketFactory().createServerSocket(0, 128, InetAddress.getLoopbackAddress()),
                behaviour);
    }

    private static RawServer start(ServerSocket listener, Behaviour behaviour) {
        var server = new RawServer(listener, behaviour);
        thread("raw-server", server::accept);
        return server;
    }

    int port() {
        return listener.getLocalPort();
    }

    String url(String scheme, String host) {
        return scheme + "://" + host + ":" + port() + "/hooks";
    }

    String url() {
        return url("http", "127.0.0.1");
    }

    List<Connection> connections() {
        return connections;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Connection connection : connections) {
            connection.socket.close();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var connection = new Connection(listener.accept());
                connections.add(connection);
                thread("raw-connection", () -> serve(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Connection connection) {
        try (Socket socket = connection.socket) {
            behaviour.serve(connection);
        } catch (Exception gone) {
            connection.failure = gone;
        }
    }

    private static void thread(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** One connection, and the requests that came over it. */
    static final class Connection {
        final Socket socket;
        final List<Request> requests = new CopyOnWriteArrayList<>();
        volatile @Nullable Exception failure;
        volatile long bytesSent;

        private Connection(Socket socket) {
            this.socket = socket;
        }

        /** Reads one whole request. */
        Request read() throws IOException {
            InputStream in = socket.getInputStream();
            var head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("closed");
                }
                head.write(next);
            }
            String text = head.toString(StandardCharsets.ISO_8859_1);
            var request = new Request(text, new byte[0]);
            String length = request.header("Content-Length");
            request = new Request(text, length == null ? new byte[0] : in.readNBytes(Integer.parseInt(length)));
            requests.add(request);
            return request;
        }

        void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void send(byte[] bytes) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
            bytesSent += bytes.length;
        }

        /** Waits so long before the next bytes, and no longer than the other side stays. */
        void drip(Duration pause) throws IOException {
            InputStream in = socket.getInputStream();
            long until = System.nanoTime() + pause.toNanos();
            for (long left = pause.toMillis(); left > 0; left = (until - System.nanoTime()) / 1_000_000) {
                socket.setSoTimeout((int) left);
                try {
                    if (in.read() < 0) {
                        throw new IOException("closed");
                    }
                } catch (SocketTimeoutException passed) {
                    // The other side stays.
                }
            }
            socket.setSoTimeout(0);
        }

        /** Waits until the other side closes the connection. */
        void awaitEnd() throws IOException {
            InputStream in = socket.getInputStream();
            while (in.read() >= 0) {
                // The content is of no interest.
            }
        }

        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    record Request(String head, byte[] body) {
        @Nullable
        String header(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ":";
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .map(line -> line.substring(prefix.length()).strip())
                    .findFirst()
                    .orElse(null);
        }
    }
}
