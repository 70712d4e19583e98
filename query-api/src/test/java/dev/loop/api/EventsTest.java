package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.ApiFixture.Answer;
import dev.loop.schemas.event.Event;
import dev.loop.schemas.event.EventType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventsTest {

    private ApiFixture api;

    @BeforeEach
    void start() {
        api = new ApiFixture();
        for (int i = 0; i < 5; i++) {
            int number = i;
            api.events.events.add(new Event(
                    "evt_" + i, i % 2 == 0 ? EventType.FEEDBACK_CREATED : EventType.FEEDBACK_TAGGED, i, json -> {
                        json.writeStartObject();
                        json.writeStringField("id", "fb_" + number);
                        json.writeEndObject();
                    }));
        }
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void shouldGoOnWhereItEnded_whenThePageNamesWhere() {
        JsonNode first = api.get("/v1/events?limit=3").json();
        assertThat(first.get("data").get(0).toString())
                .isEqualTo("{\"id\":\"evt_0\",\"type\":\"feedback.created\",\"createdAt\":\"1970-01-01T00:00:00Z\","
                        + "\"data\":{\"id\":\"fb_0\"}}");
        assertThat(first.get("data")).hasSize(3);
        assertThat(first.get("more").asBoolean()).isTrue();
        JsonNode second =
                api.get("/v1/events?after=" + first.get("next").asText()).json();
        assertThat(second.get("data")).extracting(e -> e.get("id").asText()).containsExactly("evt_3", "evt_4");
        assertThat(second.get("more").asBoolean()).isFalse();
        assertThat(api.get("/v1/events?after=" + second.get("next").asText())
                        .json()
                        .get("data"))
                .isEmpty();
    }

    @Test
    void shouldBeginWhereAsked_whenAskedForTheNewestOrATime() {
        assertThat(api.get("/v1/events?after=newest").json().get("data")).isEmpty();
        assertThat(api.get("/v1/events?since=1970-01-01T00:00:03Z").json().get("data"))
                .hasSize(2);
        assertThat(api.get("/v1/events?types=feedback.tagged").json().get("data"))
                .hasSize(2);
    }

    @Test
    void shouldTellOfEndpointsOnlyThoseWhoMayReadThem_whenTheKeyHasFewScopes() {
        api.events.events.add(event("evt_tr", EventType.TREND_OPENED));
        api.events.events.add(event("evt_we", EventType.ENDPOINT_DISABLED));
        assertThat(ids(api.get("/v1/events?since=1970-01-01T00:00:05Z"))).containsExactly("evt_tr", "evt_we");
        assertThat(ids(api.get("/v1/events?types=trend.opened,endpoint.disabled")))
                .containsExactly("evt_tr", "evt_we");

        String reader = api.post("/v1/keys", "{\"name\":\"r\",\"scopes\":[\"feedback:read\"]}")
                .json()
                .get("key")
                .asText();
        assertThat(ids(api.send("GET", "/v1/events?since=1970-01-01T00:00:05Z", reader, null)))
                .containsExactly("evt_tr");
        Answer refused = api.send("GET", "/v1/events?types=endpoint.disabled", reader, null);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).contains("webhooks:read", "endpoint.disabled");
        assertThat(api.get("/v1/events?types=webhook.test").status()).isEqualTo(400);
    }

    private static Event event(String id, EventType type) {
        return new Event(id, type, 0, json -> {
            json.writeStartObject();
            json.writeStringField("id", "of_" + id);
            json.writeEndObject();
        });
    }

    private static List<String> ids(Answer answer) {
        List<String> ids = new ArrayList<>();
        answer.json().get("data").forEach(event -> ids.add(event.get("id").asText()));
        return ids;
    }

    @Test
    void shouldSayWhatToDo_whenTheCursorIsOlderThanTheLog() {
        String old = api.get("/v1/events?limit=1").json().get("next").asText();
        api.events.begin = 3;
        Answer gone = api.get("/v1/events?after=" + old);
        assertThat(gone.status()).isEqualTo(410);
        assertThat(gone.json().get("remedy").asText()).contains("/v1/feedback", "restart");
        assertThat(api.get("/v1/events?after=" + gone.json().get("restart").asText())
                        .json()
                        .get("data"))
                .hasSize(2);
    }

    @Test
    void shouldRefuse_whenWhatIsAskedMakesNoSense() {
        assertThat(api.get("/v1/events?after=nonsense").json().get("type").asText())
                .endsWith("#invalid-cursor");
        assertThat(api.get("/v1/events?after=newest&since=2026-01-01").status()).isEqualTo(400);
        assertThat(api.get("/v1/events?types=feedback.taged").body()).contains("did you mean feedback.tagged");
        assertThat(api.get("/v1/events?wait=31").status()).isEqualTo(400);
        assertThat(api.send("GET", "/v1/events", ApiFixture.PUBLISHABLE, null).status())
                .isEqualTo(403);
    }
}
