package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loop.api.ItemFields;
import dev.loop.e2e.ThreeReaders.Seen;
import dev.loop.e2e.ThreeReaders.Sending;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Sentiment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What somebody says is the same item, the same event and the same webhook, whatever way it comes in: each way is compared
 * with a single {@code POST}, field by field.
 */
@ExtendWith(SharedLoop.class)
class OneSchemaTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long AGE_SECONDS = 90;

    /** What a page, and so any other way, can say. */
    static final String SAID = """
            {"user":{"id":"%s","email":"ann@example.com","seats":3},"message":"","rating":{"value":9,"of":10},
             "tags":["exports","slow"],"source":"in-app-widget","metadata":{"page":"/settings","language":"de"},
             "ageSeconds":90}
            """;

    /** What somebody answers who follows a link to a form. */
    private static final String ANSWERED = """
            {"user":{"id":"%s"},"message":"It stops at 10,000 rows.\\nAlways.","rating":{"value":2,"of":5},
             "tags":["exports","slow"],"metadata":{"form":"csat","page":"/settings","ref":"ticket-4711"}}
            """;

    private static final Map<String, String> KEPT = Map.of(
            "page", "/settings",
            "language", "de",
            "user.email", "ann@example.com",
            "user.seats", "3",
            "rating", "9",
            "rating.of", "10",
            "tags", "exports,slow");

    @TempDir
    private Path directory;

    private ThreeReaders readers;
    private WayIn way;

    @BeforeEach
    void listen(RunningLoop loop) {
        readers = new ThreeReaders(loop.client());
        way = new WayIn(loop, directory);
    }

    @AfterEach
    void stop() {
        readers.close();
    }

    @TestFactory
    Stream<DynamicTest> shouldBeTheSame_whateverWayAPersonIsQuoted() throws Exception {
        String user = "u_" + System.nanoTime();
        ObjectNode said = (ObjectNode) LoopClient.JSON.readTree(SAID.formatted(user));
        Instant at = Instant.now().minusSeconds(AGE_SECONDS).truncatedTo(ChronoUnit.MILLIS);
        // Neither a file nor a record of a topic has an age: both may lie for long.
        ObjectNode dated = said.deepCopy();
        dated.remove("ageSeconds");
        dated.put("createdAt", at.toString());
        Seen posted = readers.seen(user, () -> way.post(RunningLoop.SECRET_KEY, said));
        assertThat(posted.item().path("sentiment").asText()).isEqualTo("positive");
        assertThat(posted.item().path("tag").asText()).isEqualTo("exports");
        assertThat(LoopClient.JSON.convertValue(posted.item().path("metadata"), Map.class))
                .isEqualTo(KEPT);

        return Stream.of(
                same(
                        "POST with a publishable key",
                        user,
                        posted,
                        at,
                        () -> way.post(RunningLoop.PUBLISHABLE_KEY, said)),
                same("batch", user, posted, at, () -> way.batch(said)),
                same("JavaScript SDK", user, posted, at, () -> way.javaScript("test/create.mjs", said)),
                same("Python SDK", user, posted, at, () -> way.python("tests/create.py", said)),
                same("Java client", user, posted, at, () -> way.java(said)),
                same("import of NDJSON", user, posted, at, () -> way.importedLine(dated)),
                same("import of CSV", user, posted, at, () -> way.importedRow(row(user, at))),
                same("Kafka", user, posted, at, () -> way.produced(created(user, at))));
    }

    private static Map<String, String> row(String user, Instant at) {
        Map<String, String> row =
                new LinkedHashMap<>(Map.of("user.id", user, "message", "", "createdAt", at.toString()));
        row.putAll(Map.of("user.email", "ann@example.com", "user.seats", "3", "tags", "exports,slow"));
        row.putAll(Map.of("rating.value", "9", "rating.of", "10", "source", "in-app-widget"));
        row.putAll(Map.of("metadata.page", "/settings", "metadata.language", "de"));
        return row;
    }

    private static Create created(String user, Instant at) {
        return Create.newBuilder()
                .setUserId(user)
                .setMessage("")
                .setSentiment(Sentiment.POSITIVE)
                .setSource("in-app-widget")
                .setTag("exports")
                .setCreatedAt(at)
                .setMetadata(KEPT)
                .build();
    }

    /** With every field that a server may send, as the schemas have them: a new one is sent by each way here. */
    @TestFactory
    Stream<DynamicTest> shouldBeTheSame_whateverWayAServerSendsAllFields() throws Exception {
        String word = "all" + System.nanoTime();
        String user = ItemFields.sample(word).getUserId();
        Seen posted = readers.seen(user, () -> way.post(RunningLoop.SECRET_KEY, ItemFields.body(all(word, "POST"))));
        assertThat(posted.item().fieldNames())
                .toIterable()
                .containsAll(ItemFields.sent().stream()
                        .map(field -> ItemFields.inJson(field).split("\\.")[0])
                        .toList());
        Instant at = ItemFields.sample(word).getCreatedAt();
        return Stream.of(
                same("batch", user, posted, at, () -> way.batch(ItemFields.body(all(word, "batch")))),
                same(
                        "JavaScript SDK",
                        user,
                        posted,
                        at,
                        () -> way.javaScript("test/create.mjs", ItemFields.body(all(word, "JavaScript")))),
                same(
                        "Python SDK",
                        user,
                        posted,
                        at,
                        () -> way.python("tests/create.py", ItemFields.body(all(word, "Python")))),
                same("Java client", user, posted, at, () -> way.java(ItemFields.body(all(word, "Java")))),
                same(
                        "import of NDJSON",
                        user,
                        posted,
                        at,
                        () -> way.importedLine(ItemFields.body(all(word, "NDJSON")))),
                same("import of CSV", user, posted, at, () -> way.importedRow(ItemFields.row(all(word, "CSV")))),
                same("Kafka", user, posted, at, () -> way.produced(all(word, "Kafka"))));
    }

    private static Create all(String word, String name) {
        return Create.newBuilder(ItemFields.sample(word))
                .setExternalId(word + ":" + name)
                .build();
    }

    /** The page of a form has a question, a sentence and who it is of; all else is of the form and its key. */
    @TestFactory
    Stream<DynamicTest> shouldBeThatOfAPage_whenAFormIsAnswered() throws Exception {
        String user = "u_" + System.nanoTime();
        ObjectNode said = (ObjectNode) LoopClient.JSON.readTree(ANSWERED.formatted(user));
        JsonNode key = way.formKey("csat", "in-app-widget");
        Seen posted = readers.seen(user, () -> way.post(key.path("key").asText(), said));
        assertThat(posted.item().at("/metadata/form").asText()).isEqualTo("csat");
        return Stream.of(same(
                "the page of a form",
                user,
                posted,
                Instant.now(),
                () -> way.form("csat", key.path("id").asText(), said)));
    }

    /** The programs that the product is announced with, as they stand. */
    @TestFactory
    Stream<DynamicTest> shouldBeThatOfAPage_whenAnAnnouncedProgramRuns() throws Exception {
        ObjectNode none = LoopClient.JSON.createObjectNode();
        return Stream.of(
                announced(
                        "examples/announcement.mjs",
                        "{\"user\":{\"id\":\"u_42\"},\"message\":\"Export hangs at 90 %\",\"sentiment\":\"negative\","
                                + "\"source\":\"in-app-widget\"}",
                        program -> way.javaScript(program, none)),
                announced(
                        "examples/announcement.py",
                        "{\"user\":{\"id\":\"user_123\"},\"message\":\"The export never finishes.\",\"sentiment\":\"negative\"}",
                        program -> way.python(program, none)));
    }

    @FunctionalInterface
    private interface Running {
        void run(String program) throws Exception;
    }

    private DynamicTest announced(String program, String said, Running running) throws IOException {
        ObjectNode item = (ObjectNode) LoopClient.JSON.readTree(said);
        String user = item.at("/user/id").asText();
        return DynamicTest.dynamicTest(program, () -> {
            Seen page = readers.seen(user, () -> way.post(RunningLoop.PUBLISHABLE_KEY, item));
            ThreeReaders.compare(page, readers.seen(user, () -> running.run(program)));
        });
    }

    private DynamicTest same(String name, String user, Seen posted, Instant at, Sending sending) {
        return DynamicTest.dynamicTest(name, () -> {
            Seen other = readers.seen(user, sending);
            ThreeReaders.compare(posted, other);
            assertThat(Instant.parse(other.item().path("createdAt").asText()))
                    .isCloseTo(at, within(PATIENCE.toSeconds(), ChronoUnit.SECONDS));
        });
    }
}
