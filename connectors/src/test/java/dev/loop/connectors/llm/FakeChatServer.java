package dev.loop.connectors.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An OpenAI-compatible server on loopback that keeps what it gets, and misbehaves as it is told to. */
public final class FakeChatServer implements AutoCloseable {

    /** What the server does with one request. */
    public interface Turn {
        void answer(HttpExchange exchange) throws IOException;
    }

    /** @param text the feedback, as it was asked about */
    public record Seen(String authorization, String text, JsonNode body, String raw) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Turn> turns = new ConcurrentLinkedQueue<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger mostAtATime = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Turn usual = saying("negative", 0.9, "en");

    public FakeChatServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/v1/chat/completions", this::handle);
        server.start();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
    }

    public List<Seen> seen() {
        return List.copyOf(seen);
    }

    public int mostAtATime() {
        return mostAtATime.get();
    }

    /** Sets what is done with the next requests, one after the other; after them comes the usual. */
    public void next(Turn... some) {
        turns.addAll(List.of(some));
    }

    public void always(Turn turn) {
        usual = turn;
    }

    public static Turn saying(String sentiment, double sure, String language, String... quotes) {
        double rest = (1 - sure) / 2;
        return content(json(Map.of(
                "sentiment",
                sentiment,
                "chances",
                Map.of(
                        "negative", sentiment.equals("negative") ? sure : rest,
                        "neutral", sentiment.equals("neutral") ? sure : rest,
                        "positive", sentiment.equals("positive") ? sure : rest),
                "language",
                language,
                "quotes",
                List.of(quotes))));
    }

    /** Answers as a server does whose model said this, for 100 tokens and 20. */
    public static Turn content(String content) {
        return raw(200, envelope(content));
    }

    static String envelope(String content) {
        return json(Map.of(
                "choices",
                List.of(Map.of("message", Map.of("role", "assistant", "content", content))),
                "usage",
                Map.of("prompt_tokens", 100, "completion_tokens", 20)));
    }

    public static Turn raw(int status, String body, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        };
    }

    /** Writes spaces for ever. */
    public Turn endless(boolean slowly) {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                byte[] some = " ".repeat(slowly ? 1 : 4096).getBytes(StandardCharsets.UTF_8);
                while (!awaitClosed(slowly ? Duration.ofMillis(20) : Duration.ZERO)) {
                    out.write(some);
                    out.flush();
                }
            }
        };
    }

    /** Says nothing. */
    public Turn silent() {
        return exchange -> {
            awaitClosed(Duration.ofMinutes(1));
            exchange.close();
        };
    }

    /** Takes this long, and does what comes then. */
    public Turn after(Duration time, Turn then) {
        return exchange -> {
            awaitClosed(time);
            then.answer(exchange);
        };
    }

    public static Turn hangUp() {
        return HttpExchange::close;
    }

    private boolean awaitClosed(Duration atMost) {
        try {
            return closed.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        mostAtATime.accumulateAndGet(now.incrementAndGet(), Math::max);
        try {
            String raw = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            JsonNode body = JSON.readTree(raw);
            String text = JSON.readTree(
                            body.path("messages").path(1).path("content").asText())
                    .path("feedback")
                    .asText();
            seen.add(new Seen(
                    String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                    text,
                    body,
                    exchange.getRequestURI() + " " + Map.copyOf(exchange.getRequestHeaders()) + " " + raw));
            Turn turn = turns.poll();
            (turn == null ? usual : turn).answer(exchange);
        } finally {
            now.decrementAndGet();
        }
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
