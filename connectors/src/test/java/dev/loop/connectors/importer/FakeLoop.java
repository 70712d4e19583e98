package dev.loop.connectors.importer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Takes batches as the API does, by the fields that matter here; answers what a test tells it to. */
final class FakeLoop implements AutoCloseable {

    static final String KEY = "sk_test";

    /**
     * An answer in place of the usual one.
     *
     * @param taken rows that are taken before
     */
    record Trouble(int status, Map<String, String> headers, int taken) {
        Trouble(int status, Map<String, String> headers) {
            this(status, headers, 0);
        }
    }

    private static final JsonMapper JSON = JsonMapper.builder().build();

    final Map<String, JsonNode> items = Collections.synchronizedMap(new LinkedHashMap<>());
    final Queue<Trouble> troubles = new ConcurrentLinkedQueue<>();
    final AtomicInteger requests = new AtomicInteger();

    /** Answers are given only while it has permits. */
    final Semaphore permits = new Semaphore(1_000_000);

    /** The number of answers that say that the position is not reached yet. */
    final AtomicInteger behind = new AtomicInteger();

    /** The positions that it was asked for. */
    final Queue<String> asked = new ConcurrentLinkedQueue<>();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final boolean slow;
    private final CountDownLatch overtaken = new CountDownLatch(1);

    FakeLoop() {
        this(false);
    }

    /** @param slow whether the first batch takes so long that others would overtake it if they could */
    FakeLoop(boolean slow) {
        this.slow = slow;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/feedback/batch", this::batch);
        server.createContext("/v1/sentiment", this::counts);
        server.setExecutor(threads);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void counts(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.add(exchange.getRequestHeaders().getFirst("Loop-Position"));
            answer(exchange, behind.getAndUpdate(left -> Math.max(0, left - 1)) > 0 ? 503 : 200, "{}");
        }
    }

    private void batch(HttpExchange exchange) throws IOException {
        try (exchange) {
            int request = requests.incrementAndGet();
            byte[] body = exchange.getRequestBody().readAllBytes();
            permits.acquire();
            Trouble trouble = troubles.poll();
            if (trouble != null) {
                trouble.headers().forEach(exchange.getResponseHeaders()::add);
                String text = new String(body, StandardCharsets.UTF_8);
                take(text.lines().limit(trouble.taken()).collect(Collectors.joining("\n")));
                answer(
                        exchange,
                        trouble.status(),
                        "{\"title\":\"Trouble\",\"detail\":\"made by the test.\",\"created\":" + trouble.taken() + "}");
            } else if (!("Bearer " + KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                answer(exchange, 401, "{\"title\":\"Unknown key\"}");
            } else {
                if (slow && request == 1) {
                    overtaken.await(200, TimeUnit.MILLISECONDS);
                } else {
                    overtaken.countDown();
                }
                // Every other batch has nothing for the second partition.
                exchange.getResponseHeaders().add("Loop-Position", "0:" + request + (request % 2 == 0 ? "" : ",1:7"));
                answer(exchange, 202, take(new String(body, StandardCharsets.UTF_8)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String take(String body) throws IOException {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode results = answer.putArray("results");
        int line = 0;
        int created = 0;
        int known = 0;
        for (String text : body.lines().toList()) {
            line++;
            JsonNode item = JSON.readTree(text);
            if (!Set.of("positive", "neutral", "negative")
                    .contains(item.path("sentiment").asText())) {
                ObjectNode refused = results.addObject().put("line", line).put("status", "refused");
                refused.putArray("errors")
                        .addObject()
                        .put("field", "sentiment")
                        .put("problem", "is '" + item.path("sentiment").asText() + "'")
                        .put("remedy", "use one of positive, neutral, negative");
            } else if (items.putIfAbsent(item.get("externalId").asText(), item) == null) {
                created++;
            } else {
                known++;
            }
        }
        return answer.put("created", created)
                .put("known", known)
                .put("refused", results.size())
                .toString();
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    List<JsonNode> itemList() {
        return List.copyOf(new ArrayDeque<>(items.values()));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
