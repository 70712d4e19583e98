package dev.loop.schemas.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.ProjectEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectEventsTest {

    private static final Instant AT = Instant.parse("2026-06-19T14:02:11.120Z");

    @Test
    void shouldBeTheSameBytes_whenAnEventWasWrittenAndRead() {
        Event event = new Event("evt_1", EventType.TREND_OPENED, AT.toEpochMilli(), json -> {
            json.writeStartObject();
            json.writeStringField("tag", "a \"quoted\"\n \u00e9\u2028\ud83d\ude00");
            json.writeNumberField("expected", 2.50);
            json.writeEndObject();
        });
        ProjectEvent record = ProjectEvents.record("default", event);
        assertThat(record.getProject()).isEqualTo("default");
        assertThat(record.getAt()).isEqualTo(AT);
        assertThat(new String(ProjectEvents.of(record).orElseThrow().json(), StandardCharsets.UTF_8))
                .isEqualTo(new String(event.json(), StandardCharsets.UTF_8));
    }

    @Test
    void shouldBePassedOver_whenTheTypeIsOfALaterVersion() {
        assertThat(ProjectEvents.of(record("key.leaked", "{}"))).isEmpty();
        assertThat(ProjectEvents.of(record("trend.opened", "{}"))).isPresent();
    }

    /** It would break the JSON of the page that it is on. */
    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{", "{}{}", "{\"a\":}", "{} x", "\"{}\"", "{\"a\":[1,2}"})
    void shouldBePassedOver_whenTheDataIsNoObject(String data) {
        assertThat(ProjectEvents.of(record("trend.opened", data))).isEmpty();
    }

    private static ProjectEvent record(String type, String data) {
        return new ProjectEvent("evt_1", type, "default", AT, data);
    }
}
