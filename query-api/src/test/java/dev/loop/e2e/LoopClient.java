package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Calls a running Loop with one key. */
final class LoopClient {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGEST_CALL = Duration.ofSeconds(30);
    private static final Duration LONGEST_CATCHING_UP = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI address;
    private final String key;

    LoopClient(URI address, String key) {
        this.address = address;
        this.key = key;
    }

    /**
     * An answer.
     *
     * @param took from the call to the last byte
     */
    record Answer(int status, HttpResponse<String> response, Duration took) {
        String text() {
            return response.body();
        }

        JsonNode json() {
            try {
                return JSON.readTree(response.body());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String header(String name) {
            return response.headers()
                    .firstValue(name)
                    .orElseThrow(() -> new AssertionError("no " + name + " in " + response.headers()));
        }

        Answer expect(int expected) {
            assertThat(status).as("%s", text()).isEqualTo(expected);
            return this;
        }

        /** The end of the URI of its type, such as {@code invalid-body}. */
        String problem() {
            assertThat(header("Content-Type")).startsWith("application/problem+json");
            String type = json().path("type").asText();
            return type.substring(type.indexOf('#') + 1);
        }

        /** The first thing that is wrong. */
        String field() {
            return json().path("errors").path(0).path("field").asText();
        }
    }

    Answer get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    Answer post(String path, String body, String... headers) {
        return send(request(path, headers)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    Answer postBytes(String path, byte[] body, String contentType) {
        return send(request(path).header("Content-Type", contentType).POST(BodyPublishers.ofByteArray(body)));
    }

    Answer patch(String path, String body, String... headers) {
        return send(request(path, headers)
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString(body)));
    }

    Answer put(String path, String body) {
        return send(request(path).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(body)));
    }

    Answer delete(String path) {
        return send(request(path).DELETE());
    }

    Answer batch(List<String> lines, String... headers) {
        return send(request("/v1/feedback/batch", headers)
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(String.join("\n", lines))));
    }

    /** Sends it, and waits for nothing. */
    CompletableFuture<Answer> later(String method, String path, String body) {
        HttpRequest request = request(path)
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        long begin = System.nanoTime();
        return http.sendAsync(request, BodyHandlers.ofString())
                .thenApply(response ->
                        new Answer(response.statusCode(), response, Duration.ofNanos(System.nanoTime() - begin)));
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(LONGEST_CALL)
                .header("Authorization", "Bearer " + key);
        return headers.length == 0 ? request : request.headers(headers);
    }

    private Answer send(HttpRequest.Builder request) {
        long begin = System.nanoTime();
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response, Duration.ofNanos(System.nanoTime() - begin));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** An answer as a file, byte by byte. */
    void save(String path, Path file) {
        try {
            HttpResponse<Path> saved = http.send(request(path).GET().build(), BodyHandlers.ofFile(file));
            assertThat(saved.statusCode()).isEqualTo(200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A table as CSV. */
    List<NamedCsvRecord> csv(String path) {
        Answer answer = get(path, "Accept", "text/csv").expect(200);
        assertThat(answer.header("Content-Type")).startsWith("text/csv");
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(answer.text())) {
            return reader.stream().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every item, page by page. */
    List<JsonNode> items(String filter) {
        List<JsonNode> items = new ArrayList<>();
        String cursor = "";
        while (true) {
            JsonNode page =
                    get("/v1/feedback?limit=1000" + filter + cursor).expect(200).json();
            page.path("data").forEach(items::add);
            if (!page.hasNonNull("next")) {
                return items;
            }
            cursor = "&cursor=" + encode(page.path("next").asText());
        }
    }

    /** The whole tally. */
    JsonNode total() {
        return get("/v1/sentiment").expect(200).json().path("total");
    }

    /** The whole tally, once it counts as many items; the stores follow what was taken in. */
    JsonNode awaitTotal(long items) {
        await().atMost(LONGEST_CATCHING_UP)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(total().path("total").asLong()).isEqualTo(items));
        return total();
    }

    /** The sum of a counter or gauge over the series that have these labels; 0 where there is none. */
    double metric(String name, Map<String, String> labels) {
        return get("/metrics")
                .expect(200)
                .text()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> labels.entrySet().stream()
                        .allMatch(label -> line.contains(label.getKey() + "=\"" + label.getValue() + "\"")))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** A minimal item, and more members. */
    static String item(String message, String sentiment, Map<String, Object> more) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("user", Map.of("id", "u_1"));
        item.put("message", message);
        item.put("sentiment", sentiment);
        item.putAll(more);
        try {
            return JSON.writeValueAsString(item);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
