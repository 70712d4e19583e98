package dev.loop.listen;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.loop.connectors.webhook.signature.Verifier;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Listens for webhooks and prints each as it comes: its content, whether its signature is good, and the answer. A
 * request with a bad signature is answered 401.
 */
public final class WebhookReceiver implements AutoCloseable {

    private static final int THREADS = 32;
    private static final int LARGEST_BODY = 8 << 20;
    private static final int UNAUTHORIZED = 401;

    /**
     * The behaviour of a receiver.
     *
     * @param wholeBody whether bodies are printed as they came
     * @param enough the receiver ends after this many events; 0 for never
     */
    public record Manner(AnswerPlan answers, boolean wholeBody, long enough) {}

    private final HttpServer server;
    private final ExecutorService threads;
    private final PrintWriter out;
    private final Clock clock;
    private final Manner manner;
    private final AnswerPlan.Counter counter;
    private final Sequences sequences = new Sequences();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong again = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final CountDownLatch enough = new CountDownLatch(1);
    private volatile Optional<Verifier> verifier = Optional.empty();

    private WebhookReceiver(HttpServer server, ExecutorService threads, Manner manner, PrintWriter out, Clock clock) {
        this.server = server;
        this.threads = threads;
        this.manner = manner;
        this.counter = manner.answers().counter();
        this.out = out;
        this.clock = clock;
    }

    /**
     * @param address port 0 for any free one
     * @throws IOException if the address cannot be listened on
     */
    public static WebhookReceiver start(InetSocketAddress address, Manner manner, PrintWriter out, Clock clock)
            throws IOException {
        HttpServer server = HttpServer.create(address, 128);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "listen");
            thread.setDaemon(true);
            return thread;
        });
        var receiver = new WebhookReceiver(server, threads, manner, out, clock);
        server.setExecutor(threads);
        server.createContext("/", receiver::handle);
        server.start();
        return receiver;
    }

    /** Checks signatures from now on. Without a secret they are not checked, and events are shown as they come. */
    public void verify(String secret) {
        verifier = Optional.of(new Verifier(List.of(secret), Verifier.USUAL_TOLERANCE));
    }

    public URI uri() {
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : address.getAddress().getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort() + "/");
    }

    /** Returns when enough events came; never if no limit is set. */
    public void awaitEnough() throws InterruptedException {
        enough.await();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("POST")) {
                say(exchange.getRequestMethod() + " "
                        + Received.printable(exchange.getRequestURI().toString()) + ": webhooks come as POST → 405");
                exchange.getResponseHeaders().set("Allow", "POST");
                exchange.sendResponseHeaders(405, -1);
                return;
            }
            byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY);
            var received = new Received(
                    clock.instant(), exchange.getRequestURI().getPath(), exchange.getRequestHeaders()::getFirst, body);
            answer(exchange, received);
        }
    }

    private void answer(HttpExchange exchange, Received received) throws IOException {
        List<String> problems = verifier.map(v -> v.problems(received.header(), received.body(), received.at()))
                .orElse(List.of());
        int time = counter.count(received.eventId());
        int status = problems.isEmpty() ? counter.status(time) : UNAUTHORIZED;
        pause(manner.answers().delay());
        print(received, problems, time, status);
        if (status / 100 != 2) {
            manner.answers()
                    .retryAfter()
                    .ifPresent(wait -> exchange.getResponseHeaders()
                            .set("Retry-After", Long.toString(Math.max(1, wait.toSeconds()))));
        }
        count(received, problems.isEmpty(), time, status);
        exchange.sendResponseHeaders(status, -1);
        if (manner.enough() > 0 && events.get() >= manner.enough()) {
            enough.countDown();
        }
    }

    private void count(Received received, boolean good, int time, int status) {
        if (!good) {
            refused.incrementAndGet();
            return;
        }
        if (time > 1) {
            again.incrementAndGet();
        }
        received.sequence().ifPresent(sequences::came);
        if (status / 100 == 2) {
            events.incrementAndGet();
        }
    }

    private synchronized void print(Received received, List<String> problems, int time, int status) {
        var line = new StringBuilder(Received.printable(received.type()));
        if (received.sequence().orElse(0) > 0) {
            // A test event has no sequence.
            line.append("  #").append(received.sequence().getAsLong());
        }
        if (!received.delivery().isEmpty()) {
            line.append("  ").append(Received.printable(received.delivery()));
        }
        line.append("  ").append(Received.printable(received.eventId()));
        if (time > 1) {
            line.append(" (came ").append(time).append(" times)");
        }
        if (!received.summary().isEmpty()) {
            line.append("  ").append(received.summary());
        }
        line.append("  ").append(verdict(problems)).append(" → ").append(status);
        say(line.toString());
        problems.forEach(problem -> out.println("          " + problem));
        if (manner.wholeBody()) {
            out.println(received.text().replaceAll("[\\p{Cntrl}&&[^\n\t]]", " "));
        }
        out.flush();
    }

    private String verdict(List<String> problems) {
        if (verifier.isEmpty()) {
            return "[not verified: no secret]";
        }
        return problems.isEmpty() ? "[signature good]" : "[SIGNATURE NOT GOOD]";
    }

    private void say(String line) {
        out.println(LocalTime.ofInstant(clock.instant(), ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + "  "
                + line);
        out.flush();
    }

    private static void pause(Duration time) throws IOException {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw new IOException("closing", closing);
        }
    }

    /** Returns the result in a sentence, with the missing numbers. */
    public String summary() {
        TreeSet<Long> missing = sequences.missing();
        return events.get() + " events taken, " + again.get() + " of all requests had come before, " + refused.get()
                + " refused for their signatures. "
                + (missing.isEmpty()
                        ? "No gap in the sequence numbers."
                        : "Not seen yet: "
                                + missing.stream()
                                        .limit(20)
                                        .map(sequence -> "#" + sequence)
                                        .collect(Collectors.joining(", "))
                                + (missing.size() > 20 ? " and " + (missing.size() - 20) + " more." : "."));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
