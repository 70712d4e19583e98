package dev.loop.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.loop.connectors.webhook.signature.Verifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A receiver that writes everything down before it does what the test wants of it. */
final class RecordingReceiver implements AutoCloseable {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    /** Handles a recorded request: waits as long as it likes, and returns the status of the answer. */
    @FunctionalInterface
    interface Manner {
        Manner AT_ONCE = request -> 200;

        int answer(Received request) throws InterruptedException;
    }

    /** Answers some requests at once, and holds all others until it is opened. */
    static final class Gate implements Manner {
        private final CountDownLatch open = new CountDownLatch(1);
        private final AtomicInteger passing;

        Gate(int passing) {
            this.passing = new AtomicInteger(passing);
        }

        void open() {
            open.countDown();
        }

        @Override
        public int answer(Received request) throws InterruptedException {
            if (passing.getAndDecrement() <= 0) {
                open.await();
            }
            return 200;
        }
    }

    /** One request. */
    static final class Received {
        private final Map<String, List<String>> headers;
        private final byte[] body;
        private volatile int status;

        private Received(Map<String, List<String>> headers, byte[] body) {
            this.headers = headers;
            this.body = body;
        }

        String eventId() {
            return header("Loop-Event-Id");
        }

        /** Returns the header of the delivery: first, retry, possible-duplicate. */
        String delivery() {
            return header("Loop-Delivery");
        }

        long sequence() {
            return Long.parseLong(header("Loop-Sequence"));
        }

        int attempt() {
            return Integer.parseInt(header("Loop-Attempt"));
        }

        /** The receiver has it: it did not answer that it failed. */
        boolean taken() {
            return status == 0 || status / 100 == 2;
        }

        /** Returns the faults of its signatures, given the valid secrets. */
        List<String> problems(List<String> secrets) {
            Instant sent = Instant.ofEpochSecond(Long.parseLong(header("Loop-Timestamp")));
            return new Verifier(secrets, Verifier.USUAL_TOLERANCE).problems(this::header, body, sent);
        }

        private String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> header.getValue().get(0))
                    .findFirst()
                    .orElse(null);
        }
    }

    private final HttpServer server;
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final List<Received> received = new ArrayList<>();
    private int answered;
    private volatile Manner manner = Manner.AT_ONCE;

    private RecordingReceiver(HttpServer server) {
        this.server = server;
    }

    static RecordingReceiver start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        RecordingReceiver receiver = new RecordingReceiver(server);
        server.createContext("/", receiver::take);
        server.setExecutor(receiver.executor);
        server.start();
        return receiver;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    /** Changes the behaviour from the next request on. */
    void behave(Manner other) {
        manner = other;
    }

    synchronized List<Received> received() {
        return List.copyOf(received);
    }

    /** Returns the number of answers that have been written. */
    synchronized int answered() {
        return answered;
    }

    synchronized void awaitReceived(int requests) throws InterruptedException {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (received.size() < requests) {
            waitUntil(deadline, requests + " requests were expected, and " + received.size() + " came");
        }
    }

    synchronized void awaitAnswered(int answers) throws InterruptedException {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (answered < answers) {
            waitUntil(deadline, answers + " answers were expected, and " + answered + " given");
        }
    }

    private void waitUntil(long deadline, String otherwise) throws InterruptedException {
        long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (left <= 0) {
            throw new AssertionError(otherwise);
        }
        wait(left);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Received request = new Received(Map.copyOf(exchange.getRequestHeaders()), body);
            synchronized (this) {
                received.add(request);
                notifyAll();
            }
            int status = manner.answer(request);
            request.status = status;
            exchange.sendResponseHeaders(status, -1);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return;
        }
        synchronized (this) {
            answered++;
            notifyAll();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
