package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loop.api.ItemFields;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Sentiment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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

    /** The fields in which two items may differ that say the same, and the reasons. */
    private static final Map<String, String> MAY_DIFFER = Map.of(
            "id", "each is an item of its own",
            "externalId", "it names one item; an import names its rows",
            "createdAt", "an age counts back from the time at which the item comes in",
            "receivedAt", "they come in one after another",
            "updatedAt", "they come in one after another",
            "metadata.userVerified", "an item of a page tells whether its user is proved");

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long AGE_SECONDS = 90;

    /** What a page, and so any other way, can say. */
    private static final String SAID = """
            {"user":{"id":"%s","email":"ann@example.com","seats":3},"message":"","rating":{"value":9,"of":10},
             "tags":["exports","slow"],"source":"in-app-widget","metadata":{"page":"/settings","language":"de"},
             "ageSeconds":90}
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

    private final Instant began = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private Inbox inbox;
    private LoopClient client;
    private String endpoint;
    private WayIn way;

    @BeforeEach
    void listen(RunningLoop loop) {
        inbox = Inbox.open();
        client = loop.client();
        endpoint = client.post("/v1/webhooks", "{\"url\":\"" + inbox.url() + "\",\"events\":[\"feedback.created\"]}")
                .expect(201)
                .json()
                .path("id")
                .asText();
        way = new WayIn(loop, directory);
    }

    @AfterEach
    void stop() {
        client.delete("/v1/webhooks/" + endpoint).expect(204);
        inbox.close();
    }

    @FunctionalInterface
    private interface Sending {
        void send() throws Exception;
    }

    /** An item as three readers see it. */
    private record Seen(JsonNode item, JsonNode event, JsonNode webhook) {}

    @TestFactory
    Stream<DynamicTest> shouldBeTheSame_whateverWayAPersonIsQuoted() throws Exception {
        String user = "u_" + System.nanoTime();
        ObjectNode said = (ObjectNode) LoopClient.JSON.readTree(SAID.formatted(user));
        Instant at = Instant.now().minusSeconds(AGE_SECONDS).truncatedTo(ChronoUnit.MILLIS);
        // Neither a file nor a record of a topic has an age: both may lie for long.
        ObjectNode dated = said.deepCopy();
        dated.remove("ageSeconds");
        dated.put("createdAt", at.toString());
        Seen posted = seen(user, () -> way.post(RunningLoop.SECRET_KEY, said));
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
        Seen posted = seen(user, () -> way.post(RunningLoop.SECRET_KEY, ItemFields.body(all(word, "POST"))));
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
            Seen page = seen(user, () -> way.post(RunningLoop.PUBLISHABLE_KEY, item));
            compare(page, seen(user, () -> running.run(program)));
        });
    }

    private DynamicTest same(String name, String user, Seen posted, Instant at, Sending sending) {
        return DynamicTest.dynamicTest(name, () -> {
            Seen other = seen(user, sending);
            compare(posted, other);
            assertThat(Instant.parse(other.item().path("createdAt").asText()))
                    .isCloseTo(at, within(PATIENCE.toSeconds(), ChronoUnit.SECONDS));
        });
    }

    private static void compare(Seen one, Seen other) {
        assertThat(different(one.item(), other.item())).as("fields of the item").isSubsetOf(MAY_DIFFER.keySet());
        assertThat(different(one.event(), other.event()))
                .as("fields of the event")
                .isSubsetOf(ofEvent());
        assertThat(different(one.webhook(), other.webhook()))
                .as("fields of the webhook's body")
                .isSubsetOf(ofEvent());
        assertThat(other.event().path("data")).as("the item of the event").isEqualTo(other.item());
        assertThat(other.webhook()).as("the webhook's body").isEqualTo(other.event());
    }

    /** The envelope has an id and a time of its own, and the item in it. */
    private static Set<String> ofEvent() {
        Set<String> may = new HashSet<>(Set.of("id", "createdAt"));
        MAY_DIFFER.keySet().forEach(field -> may.add("data." + field));
        return may;
    }

    private static Set<String> different(JsonNode one, JsonNode other) {
        Map<String, String> left = flat("", one, new TreeMap<>());
        Map<String, String> right = flat("", other, new TreeMap<>());
        Set<String> different = new TreeSet<>(left.keySet());
        different.addAll(right.keySet());
        different.removeIf(field -> Objects.equals(left.get(field), right.get(field)));
        return different;
    }

    private static Map<String, String> flat(String name, JsonNode node, Map<String, String> fields) {
        if (node.isContainerNode()) {
            node.fields()
                    .forEachRemaining(member -> flat(
                            name.isEmpty() ? member.getKey() : name + "." + member.getKey(),
                            member.getValue(),
                            fields));
        } else {
            fields.put(name, node.toString());
        }
        return fields;
    }

    /** Sends an item, and returns it as it is read, pulled and received. */
    private Seen seen(String user, Sending sending) throws Exception {
        Set<String> before = new HashSet<>(ids(user));
        sending.send();
        List<String> made = new ArrayList<>();
        await("an item").atMost(PATIENCE).until(() -> {
            made.addAll(ids(user));
            made.removeAll(before);
            return !made.isEmpty();
        });
        String id = made.get(0);
        JsonNode item = client.get("/v1/feedback/" + id).expect(200).json();
        JsonNode webhook = inbox.await(
                        "the webhook of " + id, letter -> letter.item().equals(id))
                .json();
        return new Seen(item, event(id), webhook);
    }

    private List<String> ids(String user) {
        return client.items("&user=" + LoopClient.encode(user)).stream()
                .map(item -> item.path("id").asText())
                .toList();
    }

    private JsonNode event(String id) {
        List<JsonNode> found = new ArrayList<>();
        await("the event of " + id).atMost(PATIENCE).until(() -> {
            String next = "&since=" + LoopClient.encode(began.toString());
            JsonNode page;
            do {
                page = client.get("/v1/events?types=feedback.created&limit=1000" + next)
                        .expect(200)
                        .json();
                page.path("data").forEach(event -> {
                    if (event.at("/data/id").asText().equals(id)) {
                        found.add(event);
                    }
                });
                next = "&after=" + page.path("next").asText();
            } while (page.path("more").asBoolean());
            return !found.isEmpty();
        });
        return found.get(0);
    }
}
