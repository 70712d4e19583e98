package dev.loop.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A receiver that takes its time, fails now and then, and writes everything down before it answers. */
final class RecordingReceiver implements AutoCloseable {

    private static final int LONGEST_ANSWER_MILLIS = 40;
    private static final int FAILS_ONE_IN = 40;

    /**
     * One request.
     *
     * @param delivery what it says of itself: first, retry, possible-duplicate
     * @param taken whether it was answered with success
     */
    record Received(String eventId, String delivery, long sequence, boolean taken) {}

    private final HttpServer server;
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final Collection<Received> received = new ConcurrentLinkedQueue<>();
    private final Random random;

    private RecordingReceiver(HttpServer server, Random random) {
        this.server = server;
        this.random = random;
    }

    static RecordingReceiver start(Random random) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        RecordingReceiver receiver = new RecordingReceiver(server, random);
        server.createContext("/", receiver::take);
        server.setExecutor(receiver.executor);
        server.start();
        return receiver;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    Collection<Received> received() {
        return received;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            int wait;
            boolean taken;
            synchronized (random) {
                wait = random.nextInt(LONGEST_ANSWER_MILLIS);
                taken = random.nextInt(FAILS_ONE_IN) > 0;
            }
            var headers = exchange.getRequestHeaders();
            received.add(new Received(
                    headers.getFirst("Loop-Event-Id"),
                    headers.getFirst("Loop-Delivery"),
                    Long.parseLong(headers.getFirst("Loop-Sequence")),
                    taken));
            Thread.sleep(wait);
            exchange.sendResponseHeaders(taken ? 200 : 500, -1);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
