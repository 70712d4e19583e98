package dev.loop.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loop.schemas.Topic;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Account;
import dev.loop.schemas.wire.RegistryRefusedException;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.UnknownSchemaIdException;
import dev.loop.schemas.wire.WireSerdes;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchemaRegistryRoutesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String ONE = record("{\"name\":\"a\",\"type\":\"int\"}");
    private static final String TWO =
            record("{\"name\":\"a\",\"type\":\"int\"},{\"name\":\"b\",\"type\":\"int\",\"default\":0}");
    private static final String NEEDS_MORE =
            record("{\"name\":\"a\",\"type\":\"int\"},{\"name\":\"c\",\"type\":\"int\"}");

    private final HttpClient http = HttpClient.newHttpClient();
    private final MemoryLog log = new MemoryLog();
    private Javalin server;

    private record Answer(int status, JsonNode body) {
        String text() {
            return body.toString();
        }
    }

    private static String record(String fields) {
        return "{\"type\":\"record\",\"name\":\"R\",\"fields\":[" + fields + "]}";
    }

    @BeforeEach
    void start() {
        server = Javalin.create(config -> new SchemaRegistryRoutes(new EmbeddedSchemaRegistry(log))
                        .mount(config.routes::addHttpHandler, "/registry"))
                .start("127.0.0.1", 0);
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private String url() {
        return "http://127.0.0.1:" + server.port() + "/registry";
    }

    private Answer call(String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create(url() + path))
                        .header("Content-Type", SchemaRegistryRoutes.CONTENT_TYPE)
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        assertThat(response.headers().firstValue("Content-Type")).contains(SchemaRegistryRoutes.CONTENT_TYPE);
        return new Answer(response.statusCode(), JSON.readTree(response.body()));
    }

    private Answer get(String path) throws Exception {
        return call("GET", path, "");
    }

    private Answer delete(String path) throws Exception {
        return call("DELETE", path, "");
    }

    private Answer post(String path, String schema) throws Exception {
        return call("POST", path, JSON.createObjectNode().put("schema", schema).toString());
    }

    private void refused(Answer answer, int status, int code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().path("error_code").asInt()).isEqualTo(code);
        assertThat(answer.body().path("message").asText()).isNotBlank();
    }

    @Test
    void shouldGiveOneIdPerSchema_whenItIsRegisteredTwiceAndElsewhere() throws Exception {
        assertThat(post("/subjects/s/versions", ONE).body().path("id").asInt()).isEqualTo(1);
        assertThat(post("/subjects/s/versions", ONE.replace(":", " : "))
                        .body()
                        .path("id")
                        .asInt())
                .isEqualTo(1);
        assertThat(post("/subjects/s/versions", TWO).body().path("id").asInt()).isEqualTo(2);
        assertThat(post("/subjects/other/versions", TWO).body().path("id").asInt())
                .isEqualTo(2);

        assertThat(get("/subjects").text()).isEqualTo("[\"other\",\"s\"]");
        assertThat(get("/subjects?subjectPrefix=o").text()).isEqualTo("[\"other\"]");
        assertThat(get("/subjects/s/versions").text()).isEqualTo("[1,2]");
        assertThat(get("/schemas/ids/2/subjects").text()).isEqualTo("[\"s\",\"other\"]");
        assertThat(get("/schemas/ids/2/versions").text())
                .isEqualTo("[{\"subject\":\"s\",\"version\":2},{\"subject\":\"other\",\"version\":1}]");
        assertThat(get("/schemas/ids/1").body().path("schema").asText()).isEqualTo(ONE);
        assertThat(get("/schemas/ids/1/schema").text()).isEqualTo(ONE);
        assertThat(get("/schemas/types").text()).isEqualTo("[\"AVRO\"]");
        assertThat(get("/schemas?latestOnly=true").body()).hasSize(2);
        assertThat(get("/subjects/s/versions/latest").body().path("version").asInt())
                .isEqualTo(2);
        assertThat(get("/subjects/s/versions/1").body())
                .isEqualTo(JSON.createObjectNode()
                        .put("subject", "s")
                        .put("version", 1)
                        .put("id", 1)
                        .put("schema", ONE));
        assertThat(get("/subjects/s/versions/1/schema").text()).isEqualTo(ONE);
        assertThat(post("/subjects/s", TWO).body().path("version").asInt()).isEqualTo(2);
    }

    @Test
    void shouldTellSchemasApart_whenOnlyTheDocumentationDiffers() throws Exception {
        post("/subjects/s/versions", ONE);
        String documented = ONE.replace("\"fields\"", "\"doc\":\"new\",\"fields\"");
        assertThat(post("/subjects/s/versions", documented).body().path("id").asInt())
                .isEqualTo(2);
        assertThat(get("/schemas/ids/2").body().path("schema").asText()).contains("new");
    }

    @Test
    void shouldRefuse_whenASchemaIsNotCompatible() throws Exception {
        post("/subjects/s/versions", ONE);
        Answer answer = post("/subjects/s/versions", NEEDS_MORE);
        refused(answer, 409, 409);
        assertThat(answer.text()).contains("READER_FIELD_MISSING_DEFAULT_VALUE").contains("/fields/1");

        assertThat(post("/compatibility/subjects/s/versions/latest", TWO).text())
                .isEqualTo("{\"is_compatible\":true}");
        assertThat(post("/compatibility/subjects/s/versions/1", NEEDS_MORE).text())
                .isEqualTo("{\"is_compatible\":false}");
        assertThat(post("/compatibility/subjects/s/versions/latest?verbose=true", NEEDS_MORE)
                        .body()
                        .path("messages"))
                .isNotEmpty();
        assertThat(post("/compatibility/subjects/s/versions", TWO).text()).isEqualTo("{\"is_compatible\":true}");
        assertThat(post("/compatibility/subjects/new/versions/latest", TWO).text())
                .isEqualTo("{\"is_compatible\":true}");
        refused(post("/compatibility/subjects/s/versions/9", TWO), 404, 40402);
    }

    @Test
    void shouldGoByTheSubjectsLevel_whenOneIsSet() throws Exception {
        assertThat(get("/config").text()).isEqualTo("{\"compatibilityLevel\":\"BACKWARD\"}");
        refused(get("/config/s"), 404, 40408);
        assertThat(get("/config/s?defaultToGlobal=true").text()).isEqualTo("{\"compatibilityLevel\":\"BACKWARD\"}");
        assertThat(call("PUT", "/config/s", "{\"compatibility\":\"NONE\"}").text())
                .isEqualTo("{\"compatibility\":\"NONE\"}");
        post("/subjects/s/versions", ONE);
        assertThat(post("/subjects/s/versions", NEEDS_MORE).status()).isEqualTo(200);
        assertThat(delete("/config/s").text()).isEqualTo("{\"compatibilityLevel\":\"NONE\"}");
        refused(get("/config/s"), 404, 40408);

        assertThat(call("PUT", "/config", "{\"compatibility\":\"FORWARD\"}").status())
                .isEqualTo(200);
        post("/subjects/f/versions", ONE);
        assertThat(post("/subjects/f/versions", NEEDS_MORE).status()).isEqualTo(200);
        refused(post("/subjects/f/versions", record("")), 409, 409);
        refused(call("PUT", "/config", "{\"compatibility\":\"SOMEHOW\"}"), 422, 42203);
        delete("/config");
        assertThat(get("/config").text()).contains("BACKWARD");
        assertThat(get("/mode").text()).isEqualTo("{\"mode\":\"READWRITE\"}");
        refused(get("/mode/s"), 404, 40409);
    }

    @Test
    void shouldDeleteSoftlyFirst_whenAVersionHasToGo() throws Exception {
        post("/subjects/s/versions", ONE);
        post("/subjects/s/versions", TWO);
        refused(delete("/subjects/s/versions/2?permanent=true"), 404, 40407);
        assertThat(delete("/subjects/s/versions/2").text()).isEqualTo("2");
        refused(delete("/subjects/s/versions/2"), 404, 40406);
        refused(get("/subjects/s/versions/2"), 404, 40402);
        assertThat(get("/subjects/s/versions/2?deleted=true").status()).isEqualTo(200);
        assertThat(get("/subjects/s/versions?deletedOnly=true").text()).isEqualTo("[2]");
        assertThat(get("/schemas/ids/2").status()).as("records are still there").isEqualTo(200);

        assertThat(post("/subjects/s/versions", TWO).body().path("id").asInt())
                .as("the same schema, the same id")
                .isEqualTo(2);
        assertThat(get("/subjects/s/versions?deleted=true").text()).isEqualTo("[1,3]");

        delete("/subjects/s/versions/latest");
        assertThat(delete("/subjects/s/versions/3?permanent=true").text()).isEqualTo("3");
        refused(get("/schemas/ids/2"), 404, 40403);
        refused(get("/subjects/s/versions/3?deleted=true"), 404, 40402);
    }

    @Test
    void shouldDeleteSoftlyFirst_whenASubjectHasToGo() throws Exception {
        post("/subjects/s/versions", ONE);
        post("/subjects/s/versions", TWO);
        call("PUT", "/config/s", "{\"compatibility\":\"NONE\"}");
        refused(delete("/subjects/s?permanent=true"), 404, 40405);
        assertThat(delete("/subjects/s").text()).isEqualTo("[1,2]");
        refused(get("/config/s"), 404, 40408);
        refused(delete("/subjects/s"), 404, 40404);
        refused(get("/subjects/s/versions"), 404, 40401);
        assertThat(get("/subjects").text()).isEqualTo("[]");
        assertThat(get("/subjects?deletedOnly=true").text()).isEqualTo("[\"s\"]");
        assertThat(delete("/subjects/s?permanent=true").text()).isEqualTo("[1,2]");
        refused(delete("/subjects/s"), 404, 40401);
        assertThat(post("/subjects/t/versions", NEEDS_MORE).body().path("id").asInt())
                .as("a new schema, a new id")
                .isEqualTo(3);
    }

    @Test
    void shouldResolveReferences_whenASchemaIsInParts() throws Exception {
        post("/subjects/inner/versions", "{\"type\":\"enum\",\"name\":\"x.E\",\"symbols\":[\"A\"]}");
        String outer = "{\"type\":\"record\",\"name\":\"x.O\",\"fields\":[{\"name\":\"e\",\"type\":\"x.E\"}]}";
        String body = JSON.createObjectNode()
                .put("schema", outer)
                .toString()
                .replace("}\"}", "}\",%s}")
                .formatted("\"references\":[{\"name\":\"x.E\",\"subject\":\"inner\",\"version\":1}]");
        assertThat(call("POST", "/subjects/outer/versions", body)
                        .body()
                        .path("id")
                        .asInt())
                .isEqualTo(2);
        assertThat(get("/subjects/inner/versions/1/referencedby").text()).isEqualTo("[2]");
        refused(delete("/subjects/inner/versions/1"), 422, 42206);
        refused(delete("/subjects/inner"), 422, 42206);
        refused(post("/subjects/other/versions", outer), 422, 42201);

        Schema schema =
                SchemaRegistryClient.from(Map.of("schema.registry.url", url())).schemaById(2);
        assertThat(schema.getField("e").schema().getEnumSymbols()).containsExactly("A");
    }

    @Test
    void shouldSayWhatIsWrong_whenARequestMakesNoSense() throws Exception {
        refused(post("/subjects/s/versions", "{\"type\":\"nonsense\"}"), 422, 42201);
        refused(post("/subjects/s/versions", ""), 422, 42201);
        refused(
                post("/subjects/s/versions", record("{\"name\":\"a\",\"type\":\"int\",\"default\":\"x\"}")),
                422,
                42201);
        refused(call("POST", "/subjects/s/versions", "{\"schema\":\"{}\",\"schemaType\":\"JSON\"}"), 422, 42201);
        refused(call("POST", "/subjects/s/versions", "{\"schema\":\"\\\"int\\\"\",\"id\":77}"), 422, 42205);
        refused(call("POST", "/subjects/s/versions", "not JSON"), 400, 400);
        refused(post("/subjects/%20/versions", ONE), 422, 42208);
        refused(get("/subjects/s/versions"), 404, 40401);
        refused(get("/subjects/s/versions/1"), 404, 40401);
        refused(post("/subjects/s", ONE), 404, 40401);
        refused(get("/schemas/ids/1"), 404, 40403);
        refused(get("/schemas/ids/x"), 400, 400);
        post("/subjects/s/versions", ONE);
        refused(get("/subjects/s/versions/0"), 422, 42202);
        refused(get("/subjects/s/versions/2"), 404, 40402);
        refused(post("/subjects/s", TWO), 404, 40403);
    }

    @Test
    void shouldServeOurSerdes_whenTheySpeakHttp() {
        try (SchemaRegistryClient client = SchemaRegistryClient.from(Map.of("schema.registry.url", url()));
                EmbeddedSchemaRegistry embedded = new EmbeddedSchemaRegistry(log)) {
            Account account = new Account("a", "default", "A", null, List.of("u"), Instant.EPOCH);
            byte[] bytes = WireSerdes.of(Topics.ACCOUNTS, client).serializer().serialize("", account);
            assertThat(WireSerdes.of(Topics.ACCOUNTS, embedded).deserializer().deserialize("", bytes))
                    .isEqualTo(account);
            assertThat(client.latest("accounts-value").id()).isOne();
            assertThat(embedded.latest("accounts-value").schema())
                    .isEqualTo(client.latest("accounts-value").schema());
            assertThat(embedded.idFor("accounts-value", Account.getClassSchema()))
                    .isOne();
            for (SchemaRegistryClient one : List.of(client, embedded)) {
                assertThatThrownBy(() -> one.schemaById(99)).isInstanceOf(UnknownSchemaIdException.class);
                assertThatThrownBy(() -> one.idFor("nowhere", Account.getClassSchema()))
                        .isInstanceOf(RegistryRefusedException.class);
                assertThatThrownBy(() -> one.register("accounts-value", Schema.create(Schema.Type.INT)))
                        .isInstanceOfSatisfying(
                                RegistryRefusedException.class,
                                e -> assertThat(e.errorCode()).isEqualTo(409));
            }
        }
    }

    @Test
    void shouldAnswerTheSame_whenTheTopicWasCompacted() throws Exception {
        post("/subjects/s/versions", ONE);
        post("/subjects/s/versions", TWO);
        delete("/subjects/s");
        post("/subjects/s/versions", TWO);
        post("/subjects/t/versions", ONE);
        delete("/subjects/t");
        delete("/subjects/t?permanent=true");
        call("PUT", "/config/s", "{\"compatibility\":\"FULL\"}");

        SchemaRegistry before = new SchemaRegistry(log);
        SchemaRegistry after = new SchemaRegistry(log.compacted());
        assertThat(after.subjects("", true))
                .isEqualTo(before.subjects("", true))
                .containsExactly("s");
        assertThat(after.versions("s", true)).isEqualTo(before.versions("s", true));
        assertThat(after.versions("s", false))
                .extracting(SubjectVersion::version)
                .containsExactly(3);
        assertThat(after.level("s", false)).isEqualTo(Compatibility.FULL);
        assertThat(after.highestId()).isEqualTo(before.highestId());
    }

    @Test
    void shouldKeepWhatLoopReadsItsOwnTopicsBy_whoeverAsks() throws Exception {
        EmbeddedSchemaRegistry own = new EmbeddedSchemaRegistry(log);
        WireSerdes.registerSchemas(own);
        for (Topic<?> topic : Topics.all()) {
            String subject = topic.name() + "-value";
            if (topic.valueType().isPresent()) {
                refused(delete("/subjects/" + subject), 422, 42205);
                refused(delete("/subjects/" + subject + "?permanent=true"), 422, 42205);
                refused(delete("/subjects/" + subject + "/versions/1"), 422, 42205);
                refused(call("PUT", "/config/" + subject, "{\"compatibility\":\"NONE\"}"), 422, 42205);
                refused(call("PUT", "/config/" + subject, "{\"compatibility\":\"FORWARD\"}"), 422, 42205);
            }
        }
        call("PUT", "/config", "{\"compatibility\":\"NONE\"}");
        refused(post("/subjects/projects-value/versions", "\"string\""), 409, 409);
        refused(post("/subjects/projects-value/versions", ONE), 409, 409);
        assertThat(get("/config/projects-value?defaultToGlobal=true").text()).contains("BACKWARD");
        assertThat(post("/subjects/theirs/versions", ONE).status()).isEqualTo(200);
        assertThat(post("/subjects/theirs/versions", "\"string\"").status()).isEqualTo(200);
    }

    @Test
    void shouldPutBackUnderTheSameIds_whenOwnSubjectsWereDeletedForGood() {
        WireSerdes.registerSchemas(new EmbeddedSchemaRegistry(log));
        SchemaRegistry before = new SchemaRegistry(log);
        SubjectVersion projects = before.version("projects-value", Optional.empty(), false);
        SubjectVersion views = before.version("views-value", Optional.empty(), false);
        log.write(state -> new RegistryLog.Decision<>(
                List.of(
                        new RegistryEvent.VersionForgotten("projects-value", projects.version()),
                        new RegistryEvent.VersionForgotten("views-value", views.version())),
                true));
        assertThatThrownBy(() -> before.body(projects.id())).isInstanceOf(RegistryError.class);

        SchemaRegistry after = new SchemaRegistry(log);
        assertThat(after.restoreOwn()).isEqualTo(2);
        assertThat(after.restoreOwn()).isZero();
        assertThat(after.body(projects.id())).isEqualTo(projects.body());
        WireSerdes.registerSchemas(new EmbeddedSchemaRegistry(log));
        assertThat(after.version("projects-value", Optional.empty(), false).id())
                .isEqualTo(projects.id());
        assertThat(new SchemaRegistry(log.compacted()).body(views.id())).isEqualTo(views.body());
    }

    @Test
    void shouldRefuse_whatCostsMoreThanASchemaIsWorth() throws Exception {
        String field = "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":%s}]}";
        String branches = IntStream.range(0, SchemaLimits.MOST_BRANCHES + 1)
                .mapToObj(i -> "{\"type\":\"fixed\",\"name\":\"f" + i + "\",\"size\":1}")
                .collect(Collectors.joining(",", "[", "]"));
        for (String schema : List.of(
                "{\"type\":\"fixed\",\"name\":\"f\",\"size\":2147483647}",
                "{\"type\":\"fixed\",\"name\":\"f\",\"size\":-1}",
                "{\"type\":\"fixed\",\"name\":\"f\",\"size\":1e99}",
                field.formatted("\"double\",\"default\":1e999999999"),
                field.formatted(branches),
                field.formatted("{\"type\":\"array\",\"items\":".repeat(300) + "\"int\"" + "}".repeat(300)),
                "{\"type\":\"enum\",\"name\":\"" + "e".repeat(256) + "\",\"symbols\":[\"A\"]}",
                "{\"type\":\"enum\",\"name\":\"e\",\"aliases\":[\"" + "a".repeat(256) + "\"],\"symbols\":[\"A\"]}")) {
            refused(post("/subjects/s/versions", schema), 422, 42201);
        }
        for (String subject : List.of("a%0D%0Ab", "a%07b", "a%E2%80%AEb", "s".repeat(256))) {
            refused(post("/subjects/" + subject + "/versions", ONE), 422, 42208);
            refused(call("PUT", "/config/" + subject, "{\"compatibility\":\"NONE\"}"), 422, 42208);
        }
        assertThat(get("/subjects").text()).isEqualTo("[]");
    }
}
