package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.ApiFixture.Answer;
import dev.loop.connectors.log.LogUnavailableException;
import dev.loop.schemas.avro.AttemptKind;
import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookCommand;
import dev.loop.schemas.avro.WebhookDispatch;
import dev.loop.schemas.avro.WebhookReplay;
import dev.loop.topology.webhook.Delivery;
import dev.loop.topology.webhook.DeliveryStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveriesTest {

    private ApiFixture api;
    private String id;
    private String path;

    @BeforeEach
    void start() {
        api = new ApiFixture();
        id = api.post("/v1/webhooks", "{\"url\":\"https://example.com/\",\"events\":[\"feedback.created\"]}")
                .json()
                .get("id")
                .asText();
        path = "/v1/webhooks/" + id;
        add("dl_3", DeliveryStatus.FAILED, "feedback.resolved", 30);
        add("dl_2", DeliveryStatus.DELIVERED, "feedback.created", 20);
        add("dl_1", DeliveryStatus.PARKED, "feedback.created", 10);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private void add(String delivery, DeliveryStatus status, String type, int secondsBefore) {
        long at = ApiFixture.NOW.minusSeconds(40 - secondsBefore).toEpochMilli();
        api.webhooks.deliveries.deliveries.add(new Delivery(
                delivery,
                id,
                "default",
                "evt_" + delivery,
                type,
                secondsBefore / 10,
                status,
                6,
                at,
                OptionalLong.empty(),
                OptionalLong.of(at + 5),
                Optional.of(AttemptOutcome.TIMED_OUT),
                OptionalInt.empty()));
    }

    @Test
    void shouldListPageByPage_whenAskedForFew() {
        Answer first = api.get(path + "/deliveries?limit=2");
        assertThat(first.json().get("data"))
                .extracting(d -> d.get("id").asText())
                .containsExactly("dl_3", "dl_2");
        assertThat(first.header("Link")).contains(path + "/deliveries?limit=2&cursor=");
        Answer second = api.get(
                path + "/deliveries?limit=2&cursor=" + first.json().get("next").asText());
        assertThat(second.json().get("data"))
                .extracting(d -> d.get("id").asText())
                .containsExactly("dl_1");
        assertThat(second.json().has("next")).isFalse();
        assertThat(first.json().get("data").get(0).toString())
                .isEqualTo("{\"id\":\"dl_3\",\"eventId\":\"evt_dl_3\",\"type\":\"feedback.resolved\",\"sequence\":3,"
                        + "\"status\":\"failed\",\"attempts\":6,\"createdAt\":\"2026-07-01T11:59:50Z\","
                        + "\"lastAttemptAt\":\"2026-07-01T11:59:50.005Z\",\"lastOutcome\":\"timed_out\"}");
        assertThat(api.get(path + "/deliveries?cursor=other").json().get("type").asText())
                .endsWith("#invalid-cursor");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "status=failed,parked|dl_3 dl_1",
                "type=feedback.created|dl_2 dl_1",
                "since=2026-07-01T11:59:40Z|dl_3 dl_2",
                "until=2026-07-01T11:59:40Z|dl_1",
                "status=pending|''",
            })
    void shouldListOnlyWhatMatches_whenFiltered(String query, String ids) {
        assertThat(String.join(
                        " ",
                        api.get(path + "/deliveries?" + query)
                                .json()
                                .get("data")
                                .findValuesAsText("id")))
                .isEqualTo(ids);
        assertThat(api.get(path + "/deliveries?format=csv&" + query).body().lines())
                .hasSize(1 + (ids.isEmpty() ? 0 : ids.split(" ").length));
    }

    @Test
    void shouldRefuse_whenAParameterIsNotOne() {
        assertThat(api.get(path + "/deliveries?status=faild").body()).contains("did you mean failed");
        assertThat(api.get(path + "/deliveries?stats=failed").body()).contains("did you mean \\\"status");
        assertThat(api.get(path + "/attempts?failed=yes").status()).isEqualTo(400);
        assertThat(api.get("/v1/webhooks/we_none/deliveries").status()).isEqualTo(404);
        assertThat(api.send("GET", path + "/deliveries", ApiFixture.OTHER, null).status())
                .isEqualTo(404);
    }

    @Test
    void shouldShowTheBytesThatAreSigned_whenOneIsRead() {
        api.webhooks.deliveries.bodies.put("dl_2", "{\"id\":\"evt_1\",\"ü\":1}".getBytes(StandardCharsets.UTF_8));
        JsonNode delivery = api.get(path + "/deliveries/dl_2").json();
        assertThat(delivery.get("body").asText()).isEqualTo("{\"id\":\"evt_1\",\"ü\":1}");
        assertThat(api.get(path + "/deliveries/dl_9").status()).isEqualTo(404);
    }

    @Test
    void shouldAnswerNotReady_whenTheStoresAreRestored() {
        api.webhooks.deliveries.restoring = true;
        for (String call : new String[] {"/deliveries", "/deliveries/dl_1", "/attempts"}) {
            Answer answer = api.get(path + call);
            assertThat(answer.status()).as(call).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isEqualTo("1");
        }
        assertThat(api.post(path + "/replay", "").status()).isEqualTo(503);
    }

    @Test
    void shouldShowWhatWasSaidAsText_whenAttemptsAreListed() {
        api.webhooks.deliveries.attempts.add(attempt("dl_3", AttemptOutcome.HTTP_ERROR, 503, "<b>\"down\"\n\u0007"));
        api.webhooks.deliveries.attempts.add(attempt("dl_2", AttemptOutcome.SUCCEEDED, 200, "=1+1"));

        JsonNode failed = api.get(path + "/attempts?failed=true").json().get("data");
        assertThat(failed).hasSize(1);
        assertThat(failed.get(0).get("outcome").asText()).isEqualTo("http_error");
        assertThat(failed.get(0).get("response").get("body").asText()).isEqualTo("<b>\"down\"\n\u0007");
        assertThat(failed.get(0).get("request").get("headers").toString()).isEqualTo("{\"Loop-Event-Id\":\"evt_1\"}");
        assertThat(api.get(path + "/attempts").body()).doesNotContain("5ec3e7");
        assertThat(api.get(path + "/attempts?delivery=dl_2").json().get("data")).hasSize(1);
        assertThat(api.get(path + "/attempts?format=csv").body()).contains(",'=1+1\r\n");
    }

    private WebhookAttempt attempt(String delivery, AttemptOutcome outcome, int status, String body) {
        var dispatch = new WebhookDispatch(
                delivery,
                id,
                "default",
                "evt_" + delivery,
                "feedback.created",
                1L,
                1,
                1L,
                AttemptKind.FIRST,
                ApiFixture.NOW,
                ApiFixture.NOW,
                ByteBuffer.allocate(0),
                false);
        return InMemoryWebhooks.attempt(id, dispatch, outcome, status, body);
    }

    @Test
    void shouldReplayAllThatFailedOrWasParked_whenNothingIsNamed() {
        Answer answer = api.post(path + "/replay", "");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().toString()).isEqualTo("{\"deliveries\":2,\"dryRun\":false}");
        WebhookCommand command = api.webhooks.commands.get(0);
        assertThat(command.getEndpointId()).isEqualTo(id);
        assertThat(command.getProject()).isEqualTo("default");
        WebhookReplay replay = (WebhookReplay) command.getBody();
        assertThat(replay.getDeliveries()).isEmpty();
        assertThat(replay.getStatuses()).containsExactlyInAnyOrder("failed", "parked");
        assertThat(replay.getActor()).contains("secret");
    }

    @Test
    void shouldOnlyCount_whenItIsADryRun() {
        Answer answer = api.post(
                path + "/replay", "{\"status\":\"delivered\",\"since\":\"2026-07-01T11:59:00Z\",\"dryRun\":true}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().toString()).isEqualTo("{\"deliveries\":1,\"dryRun\":true}");
        assertThat(api.post(path + "/replay?dry_run=true", "{\"status\":\"delivered\"}")
                        .json()
                        .get("dryRun")
                        .asBoolean())
                .isTrue();
        assertThat(api.webhooks.commands).isEmpty();
    }

    @Test
    void shouldReplaySelected_whenTheSelectionIsNamed() {
        api.post(
                path + "/replay",
                "{\"status\":[\"failed\"],\"since\":\"2026-07-01T11:59:00Z\",\"until\":\"2026-07-01T12:00:00Z\"}");
        WebhookReplay replay = (WebhookReplay) api.webhooks.commands.get(0).getBody();
        assertThat(replay.getStatuses()).containsExactly("failed");
        assertThat(replay.getSince()).contains(Instant.parse("2026-07-01T11:59:00Z"));
        assertThat(replay.getUntil()).contains(ApiFixture.NOW);

        api.post(path + "/replay", "{\"deliveries\":[\"dl_2\",\"dl_3\"]}");
        assertThat(((WebhookReplay) api.webhooks.commands.get(1).getBody()).getDeliveries())
                .containsExactly("dl_2", "dl_3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"deliveries\":[\"dl_9\"]}|deliveries[0]",
                "{\"deliveries\":[]}|deliveries",
                "{\"deliveries\":[\"dl_1\"],\"status\":[\"failed\"]}|deliveries",
                "{\"status\":[\"pending\"]}|status",
                "{\"since\":\"yesterday\"}|since",
                "{\"since\":\"2026-07-01T11:00:00Z\",\"until\":\"2026-07-01T10:00:00Z\"}|until",
                "{\"dry_run\":true}|dry_run",
            })
    void shouldRefuse_whenTheReplayCannotBe(String body, String field) {
        Answer answer = api.post(path + "/replay", body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.json().get("errors").get(0).get("field").asText()).isEqualTo(field);
        assertThat(api.webhooks.commands).isEmpty();
    }

    @Test
    void shouldNotReplayIntoTheVoid_whenTheEndpointIsDisabled() {
        api.post(path + "/disable", "");
        Answer refused = api.post(path + "/replay", "");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().get("remedy").asText()).contains("/enable");
        assertThat(api.post(path + "/replay", "{\"dryRun\":true}").status()).isEqualTo(200);
        assertThat(api.webhooks.commands).isEmpty();
    }

    @Test
    void shouldSayThatNothingWasWritten_whenTheLogIsAway() {
        api.webhooks.appendFailure = new LogUnavailableException("The log does not answer.", Duration.ofSeconds(2));
        assertThat(api.post(path + "/replay", "").json().get("type").asText()).endsWith("#log-unavailable");
    }

    @Test
    void shouldAnswerWhatCameBackAndRecordIt_whenTested() {
        JsonNode attempt = api.post(path + "/test", "").json();
        assertThat(attempt.get("kind").asText()).isEqualTo("test");
        assertThat(attempt.get("status").asInt()).isEqualTo(500);
        assertThat(attempt.get("response").get("body").asText()).isEqualTo("not \"today\"");
        WebhookDispatch sent = api.webhooks.tests.get(0);
        assertThat(sent.getTicket()).isEqualTo(-1);
        assertThat(sent.getSequence()).isZero();
        String body = StandardCharsets.UTF_8.decode(sent.getBody().duplicate()).toString();
        assertThat(body)
                .startsWith("{\"id\":\"" + sent.getEventId() + "\",\"type\":\"webhook.test\","
                        + "\"createdAt\":\"2026-07-01T12:00:00Z\",\"data\":{\"endpointId\":\"" + id + "\"");
        assertThat(api.webhooks.attempts)
                .singleElement()
                .satisfies(recorded -> assertThat(recorded.getEventId()).isEqualTo(sent.getEventId()));
        // Twice is two events.
        api.post(path + "/test", "{}");
        assertThat(api.webhooks.tests.get(1).getEventId()).isNotEqualTo(sent.getEventId());
    }

    @Test
    void shouldAnswerAllTheSame_whenTheTestCannotBeRecorded() {
        api.webhooks.appendFailure = new LogUnavailableException("The log does not answer.", Duration.ofSeconds(2));
        assertThat(api.post(path + "/test", "").status()).isEqualTo(200);
    }
}
