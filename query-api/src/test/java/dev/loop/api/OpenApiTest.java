package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loop.api.dashboard.Dashboard;
import dev.loop.api.http.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OpenApiTest {

    private static ApiFixture api;
    private static JsonNode document;

    @BeforeAll
    static void start() {
        api = new ApiFixture();
        document = ApiFixture.DESCRIPTION.document();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void shouldDescribeExactlyTheRoutes_whenComparedBothWays() {
        var described = new TreeSet<String>();
        document.get("paths")
                .fields()
                .forEachRemaining(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (!method.equals("parameters")) {
                        described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));
        var served = new TreeSet<String>();
        api.server.routes().stream()
                .filter(r -> !r.path().startsWith("/docs")
                        && !Dashboard.isForPeople(r.path())
                        && !r.path().equals("/openapi.yaml"))
                .forEach(r -> served.add(r.method() + " " + r.path()));

        assertThat(described).isEqualTo(served);
    }

    @Test
    void shouldDescribeTheKeyThatEachRouteNeeds_whenCompared() {
        api.server.routes().stream().filter(r -> r.path().startsWith("/v1")).forEach(route -> {
            JsonNode operation = document.at("/paths/" + route.path().replace("/", "~1") + "/"
                    + route.method().name().toLowerCase(Locale.ROOT));
            assertThat(operation.path("description").asText())
                    .as("%s %s", route.method(), route.path())
                    .contains("`" + route.scope().orElseThrow().word() + "`");
        });
    }

    @Test
    void shouldNameEveryScope_whenAKeyIsDescribed() {
        var named = new TreeSet<String>();
        document.at("/components/schemas/NewKey/properties/scopes/items/enum")
                .forEach(word -> named.add(word.asText()));
        var known = new TreeSet<>(Set.of(Scope.EVERY));
        Stream.of(Scope.values()).map(Scope::word).forEach(known::add);

        assertThat(named).isEqualTo(known);
    }

    @Test
    void shouldHoldEveryExampleToItsSchema_whenValidated() {
        var checked = new ArrayList<String>();
        walk(document, "", checked);
        assertThat(checked).hasSizeGreaterThan(10);
    }

    @Test
    void shouldAnswerAsDescribed_whenCalledForReal() {
        String body = ApiFixture.item("u_1", "negative", "\"tag\":\"exports\",\"metadata\":{\"a\":1}");
        ApiFixture.Answer created = api.post("/v1/feedback", body);
        String id = created.json().get("id").asText();
        assertValid("Feedback", created.json());
        assertValid("Feedback", api.get("/v1/feedback/" + id).json());
        assertValid("FeedbackPage", api.get("/v1/feedback?limit=1").json());
        assertValid(
                "BatchResult",
                api.post("/v1/feedback/batch", body + "\n{}\n", "Content-Type", "application/x-ndjson")
                        .json());
        assertValid("SentimentTable", api.get("/v1/sentiment?group_by=tag,plan").json());
        assertValid(
                "SentimentTable",
                api.get("/v1/sentiment?group_by=user,metadata.a&from=2026-06-30&compare=previous&limit=1&other=true")
                        .json());
        assertValid(
                "SentimentTimeline",
                api.get("/v1/sentiment/timeline?group_by=tag&from=2026-06-30&compare=previous&limit=1&other=true")
                        .json());
        assertValid(
                "SentimentTimeline",
                api.get("/v1/sentiment/timeline?interval=hour").json());
        assertValid(
                "Account",
                api.send("PUT", "/v1/accounts/acme", ApiFixture.SECRET, "{\"plan\":\"pro\"}".getBytes())
                        .json());
        assertValid(
                "Release",
                api.send(
                                "PUT",
                                "/v1/releases/2.0",
                                ApiFixture.SECRET,
                                "{\"releasedAt\":\"2026-06-19T14:00:00Z\"}".getBytes())
                        .json());
        assertValid(
                "ReleaseReport", api.get("/v1/releases/2.0/report?window=30d").json());
        assertValid("Trends", api.get("/v1/trends").json());
        assertValid("ReleaseList", api.get("/v1/releases").json());
        String webhook = "/v1/webhooks/"
                + api.post("/v1/webhooks", "{\"url\":\"https://example.com/\",\"events\":[\"feedback.created\"]}")
                        .json()
                        .get("id")
                        .asText();
        assertValid("Endpoint", api.get(webhook).json());
        assertValid("EndpointList", api.get("/v1/webhooks").json());
        assertValid("EndpointSecrets", api.post(webhook + "/rotate", "").json());
        assertValid("Attempt", api.post(webhook + "/test", "").json());
        assertValid("DeliveryPage", api.get(webhook + "/deliveries").json());
        assertValid("AttemptPage", api.get(webhook + "/attempts").json());
        assertValid("Replay", api.post(webhook + "/replay", "").json());
        assertValid("KeyList", api.get("/v1/keys").json());
        assertValid(
                "FreshKey",
                api.post("/v1/keys", "{\"name\":\"CI\",\"scopes\":[\"releases:write\"]}")
                        .json());
        assertValid("EventPage", api.get("/v1/events").json());
        assertValid("History", api.get("/v1/feedback/" + id + "/history").json());
        api.deadLetters.add("malformed", "feedback-commands", new byte[] {1, 2, 3});
        api.deadLetters.add("malformed", "feedback-commands", body.getBytes());
        assertValid("DeadLetterPage", api.get("/v1/dead-letters").json());
        assertValid("DeadLetter", api.get("/v1/dead-letters/0-1").json());
        assertValid("Readiness", api.get("/health/ready").json());
        assertValid("ODataPage", api.get("/odata/Feedback?$count=true").json());
        assertValid(
                "ODataPage",
                api.get("/odata/Sentiment?$apply=groupby((Tag),aggregate(Items%20with%20sum%20as%20N))")
                        .json());
        assertValid("ODataError", api.get("/odata/Feedback?$top=x").json());
        assertValid("Problem", api.get("/v1/feedback?limit=0").json());
        assertValid("Problem", api.get("/nowhere").json());
    }

    @Test
    void shouldRefuseAFieldThatIsNotDescribed_whereverItIs() {
        ObjectNode item = (ObjectNode)
                api.post("/v1/feedback", ApiFixture.item("u_1", "negative", "")).json();
        assertThat(ApiFixture.DESCRIPTION.problems("Feedback", item)).isEmpty();
        item.put("unheardOf", 1);
        assertThat(ApiFixture.DESCRIPTION.problems("Feedback", item))
                .singleElement()
                .asString()
                .contains("unheardOf");
        JsonNode table = api.get("/v1/sentiment?group_by=tag").json();
        assertThat(ApiFixture.DESCRIPTION.problems("SentimentTable", table)).isEmpty();
        ((ObjectNode) table.at("/rows/0")).put("unheardOf", 1);
        assertThat(ApiFixture.DESCRIPTION.problems("SentimentTable", table))
                .anyMatch(problem -> problem.contains("unheardOf"));
    }

    /** Every object that has both a schema and an example. */
    private static void walk(JsonNode node, String at, List<String> checked) {
        if (node.isObject() && node.has("schema") && node.has("example")) {
            assertThat(ApiFixture.DESCRIPTION.problems(node.get("schema"), node.get("example")))
                    .as(at)
                    .isEmpty();
            checked.add(at);
        }
        if (node.isObject()) {
            node.fields().forEachRemaining(field -> walk(field.getValue(), at + "/" + field.getKey(), checked));
        }
    }

    private static void assertValid(String schema, JsonNode value) {
        assertThat(ApiFixture.DESCRIPTION.problems(schema, value))
                .as("%s: %s", schema, value)
                .isEmpty();
    }
}
