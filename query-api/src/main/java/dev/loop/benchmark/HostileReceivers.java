package dev.loop.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Three bad receivers: one takes requests and says nothing, one answers a byte a second, and one is a port that nobody
 * listens on.
 */
final class HostileReceivers implements AutoCloseable {

    private static final int BACKLOG = 2_000;
    private static final long DRIP_MILLIS = 1_000;
    private static final byte[] DRIPS =
            ("HTTP/1.1 200 OK\r\nX-Slow: " + "z".repeat(600)).getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket hanging;
    private final ServerSocket dripping;

    /** A socket that is bound but never listens: nobody else gets the port, and connections to it are refused. */
    private final Socket refusing = new Socket();

    /** The number of bytes of the answer that each connection has had; a hanging one never gets any. */
    private final Map<Socket, Integer> open = new ConcurrentHashMap<>();

    private volatile boolean closed;

    private HostileReceivers() throws IOException {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        hanging = new ServerSocket(0, BACKLOG, loopback);
        dripping = new ServerSocket(0, BACKLOG, loopback);
        refusing.bind(new InetSocketAddress(loopback, 0));
    }

    static HostileReceivers start() throws IOException {
        HostileReceivers receivers = new HostileReceivers();
        daemon("hanging", () -> receivers.accept(receivers.hanging, -1));
        daemon("dripping", () -> receivers.accept(receivers.dripping, 0));
        daemon("drips", receivers::drip);
        return receivers;
    }

    /** Returns the URL of each receiver. */
    List<String> urls() {
        return List.of(hanging(), url(dripping.getLocalPort()), url(refusing.getLocalPort()));
    }

    /** Returns the URL of the receiver that says nothing. */
    String hanging() {
        return url(hanging.getLocalPort());
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port + "/hostile";
    }

    @Override
    public void close() throws IOException {
        closed = true;
        hanging.close();
        dripping.close();
        refusing.close();
        open.keySet().forEach(HostileReceivers::hangUp);
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, "receiver-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(ServerSocket server, int begin) {
        while (!closed) {
            try {
                Socket socket = server.accept();
                open.put(socket, begin);
                if (closed) {
                    hangUp(socket);
                }
            } catch (IOException ending) {
                // The socket is closed and the loop ends, or the caller is gone already.
            }
        }
    }

    private void drip() {
        while (!closed) {
            open.forEach((socket, had) -> {
                try {
                    if (had >= 0 && had < DRIPS.length) {
                        socket.getOutputStream().write(DRIPS[had]);
                        open.put(socket, had + 1);
                    }
                } catch (IOException gone) {
                    open.remove(socket);
                    hangUp(socket);
                }
            });
            try {
                Thread.sleep(DRIP_MILLIS);
            } catch (InterruptedException asked) {
                return;
            }
        }
    }

    private static void hangUp(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // The interrupt ends the pause, as wished.
        }
    }
}
