package dev.loop.connectors.importer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.loop.schemas.text.FieldError;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.TextRules;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Sends batches to {@code POST /v1/feedback/batch}. While the server is away or overloaded, a batch is sent again after
 * the time that the server asks for, or after growing waits. Every item has an external id, so a batch whose answer was
 * lost is still taken in once.
 *
 * <p>Thread-safe.
 */
public final class BatchSender {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<Integer> TEMPORARY = Set.of(408, 429, 502, 503, 504);

    /**
     * The times of further attempts.
     *
     * @param first time between two attempts; it doubles, with some chance in it, up to {@code longest}
     * @param limit after this time without success the import fails
     */
    public record Patience(Duration first, Duration longest, Duration limit) {
        public static final Patience USUAL =
                new Patience(Duration.ofMillis(250), Duration.ofSeconds(15), Duration.ofMinutes(5));
    }

    /**
     * The treatment of the items that are sent.
     *
     * @param update reason for changing known items; if absent they stay as they are
     * @param backfill whether they are old feedback, and no news
     * @param importName the name of this import, by which the items of another one are told from its own
     */
    public record Manner(Optional<String> update, boolean backfill, Optional<String> importName) {
        public static final Manner USUAL = new Manner(Optional.empty(), false, Optional.empty());

        private static final int LONGEST_NAME = 300;

        public Manner {
            importName = importName.map(Manner::asLabel);
        }

        /** Returns a name that the server takes: a file may be called anything. */
        private static String asLabel(String name) {
            var errors = new FieldErrors();
            TextRules.label(errors, "import", name, LONGEST_NAME);
            if (errors.isEmpty()) {
                return name;
            }
            String plain = name.replaceAll("[^!-~]", "_");
            return plain.substring(0, Math.min(plain.length(), LONGEST_NAME));
        }

        private String query() {
            return "mode="
                    + update.map(reason -> "upsert&reason=" + encoded(reason)).orElse("compare")
                    + (backfill ? "&backfill=true" : "")
                    + importName.map(name -> "&import=" + encoded(name)).orElse("");
        }

        private static String encoded(String value) {
            return URLEncoder.encode(value, StandardCharsets.UTF_8);
        }
    }

    /** @param line within the batch, from 1 */
    record RefusedLine(int line, List<FieldError> errors) {}

    /**
     * @param known and the same as what was sent
     * @param fields how often each was changed, or differs
     * @param otherImports how many of those that were there each other import had created
     */
    record Answer(
            long created,
            long known,
            long changed,
            long differs,
            Map<String, Long> fields,
            Map<String, Long> otherImports,
            List<RefusedLine> refused) {

        /**
         * Returns the answer with items that a broken-off attempt created counted as new, although the next attempt
         * knows them.
         */
        Answer after(long createdBefore) {
            return new Answer(
                    created + createdBefore, known - createdBefore, changed, differs, fields, otherImports, refused);
        }
    }

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final URI server;
    private final URI batches;
    private final String key;
    private final Patience patience;
    private final Clock clock;
    private final Consumer<String> onWait;
    private final Counting counting;

    /**
     * @param server such as {@code http://127.0.0.1:8080}
     * @param key a secret API key
     * @param onWait called with the reason of a pause, by any thread
     */
    public BatchSender(URI server, String key, Patience patience, Clock clock, Manner manner, Consumer<String> onWait) {
        this.server = server;
        this.batches = URI.create(
                server.toString().replaceFirst("/+$", "") + "/v1/feedback/batch?results=refused&" + manner.query());
        this.key = key;
        this.patience = patience;
        this.clock = clock;
        this.onWait = onWait;
        this.counting = new Counting(client, server, key, clock);
    }

    /**
     * @param body NDJSON
     * @throws ImportException if the server refuses the batch as a whole, or is away for too long
     */
    Answer send(byte[] body) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(batches)
                .timeout(Duration.ofMinutes(2))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/x-ndjson")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        Instant deadline = clock.instant().plus(patience.limit());
        Duration pause = patience.first();
        long createdBefore = 0;
        while (true) {
            String trouble;
            Optional<Duration> asked = Optional.empty();
            try {
                HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
                response.headers().firstValue(Counting.POSITION).ifPresent(counting::sent);
                if (response.statusCode() / 100 == 2) {
                    return answer(response.body()).after(createdBefore);
                }
                JsonNode problem = problem(response);
                trouble = "it answers " + response.statusCode() + text(problem);
                createdBefore += problem.path("created").asLong();
                if (!TEMPORARY.contains(response.statusCode())) {
                    throw new ImportException(refused(response.statusCode(), trouble));
                }
                asked = response.headers().firstValue("Retry-After").flatMap(this::retryAfter);
            } catch (ConnectException e) {
                trouble = "nobody answers there (does it run, and is --url right?)";
            } catch (IOException e) {
                trouble = "the connection failed"
                        + Optional.ofNullable(e.getMessage())
                                .map(m -> " (" + m + ")")
                                .orElse("");
            }
            Duration wait = asked.orElse(scattered(pause));
            if (clock.instant().plus(wait).isAfter(deadline)) {
                throw new ImportException(
                        server + " took nothing for " + patience.limit().toSeconds() + " s: " + trouble
                                + ". Check that it runs (loop up) and that --url is right.");
            }
            onWait.accept("Waiting for " + server + ": " + trouble + ". Trying again in "
                    + String.format(Locale.ROOT, "%.1f", wait.toMillis() / 1000.0) + " s.");
            Thread.sleep(wait.toMillis());
            pause = pause.multipliedBy(2);
            pause = pause.compareTo(patience.longest()) > 0 ? patience.longest() : pause;
        }
    }

    /**
     * Waits until all items that were taken in are counted. Returns false if that takes too long or the import is
     * stopped before.
     */
    boolean awaitCounted(BooleanSupplier stopped) throws InterruptedException {
        return counting.await(
                patience.limit(), stopped, () -> onWait.accept("All is taken in; counting the last of it ..."));
    }

    private static Duration scattered(Duration pause) {
        return Duration.ofMillis(
                (long) (pause.toMillis() * ThreadLocalRandom.current().nextDouble(0.75, 1.25)));
    }

    /** Returns the wait of {@code Retry-After}, which is in seconds or a date (RFC 9110, 10.2.3). */
    private Optional<Duration> retryAfter(String text) {
        try {
            return Optional.of(
                    text.matches("\\d{1,9}")
                            ? Duration.ofSeconds(Long.parseLong(text))
                            : positive(Duration.between(
                                    clock.instant(), ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME))));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Duration positive(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    private String refused(int status, String trouble) {
        return server + " refuses the import: " + trouble
                + switch (status) {
                    case 401, 403 ->
                        ". Set LOOP_SECRET_KEY to a secret key (sk_…) of this server; loop up shows it at its first start.";
                    case 404, 405 -> ". Check that --url is the address of Loop itself, without a path.";
                    default -> ".";
                };
    }

    /** Returns the problem+json of an answer (RFC 9457); a proxy's answer has none. */
    private static JsonNode problem(HttpResponse<byte[]> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    private static String text(JsonNode problem) {
        String text = problem.path("detail").asText(problem.path("title").asText());
        return text.isBlank() ? "" : ": " + text.strip().replaceFirst("\\.$", "");
    }

    private static Map<String, Long> counts(JsonNode members) {
        Map<String, Long> counts = new TreeMap<>();
        members.properties()
                .forEach(member -> counts.put(member.getKey(), member.getValue().asLong()));
        return counts;
    }

    private Answer answer(byte[] body) {
        try {
            JsonNode root = JSON.readTree(body);
            if (!root.path("created").isNumber() || !root.path("known").isNumber()) {
                throw new ImportException(server + " does not answer as Loop does. Check --url.");
            }
            List<RefusedLine> refused = new ArrayList<>();
            for (JsonNode result : root.path("results")) {
                if (result.path("status").asText().equals("refused")) {
                    List<FieldError> errors = new ArrayList<>();
                    for (JsonNode error : result.path("errors")) {
                        errors.add(new FieldError(
                                error.path("field").asText(),
                                error.path("problem").asText(),
                                error.path("remedy").asText()));
                    }
                    refused.add(new RefusedLine(result.path("line").asInt(), errors));
                }
            }
            return new Answer(
                    root.path("created").asLong(),
                    root.path("known").asLong(),
                    root.path("changed").asLong(),
                    root.path("differs").asLong(),
                    counts(root.path("fields")),
                    counts(root.path("otherImports")),
                    refused);
        } catch (IOException e) {
            throw new ImportException(server + " does not answer in JSON. Check --url.", e);
        }
    }
}
