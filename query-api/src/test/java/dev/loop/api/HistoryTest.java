package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.api.ApiFixture.Answer;
import dev.loop.schemas.avro.ChangeType;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private ApiFixture api;

    @BeforeEach
    void start() {
        api = new ApiFixture();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void shouldTellTheSameInEveryFormat_whenAnItemWasChanged() {
        String id = api.post("/v1/feedback", ApiFixture.item("u_1", "negative", "\"tag\":\"exports\""))
                .json()
                .get("id")
                .asText();
        Feedback first = item(id);
        changed(1, null, null, first);
        api.send(
                "PATCH",
                "/v1/feedback/" + id,
                ApiFixture.SECRET,
                "{\"status\":\"resolved\",\"tag\":\"\"}".getBytes(StandardCharsets.UTF_8));
        changed(2, "=Fixed", first, item(id));

        Answer file = api.get("/v1/feedback/" + id + "/history", "Accept", "text/csv");

        assertThat(file.header("Content-Type")).isEqualTo("text/csv; charset=utf-8; header=present");
        assertThat(file.body().lines())
                .containsExactly(
                        "revision,at,actor,reason,statusBefore,statusAfter,sentimentBefore,sentimentAfter,"
                                + "sentimentByBefore,sentimentByAfter,"
                                + "tagBefore,tagAfter,planBefore,planAfter,themeBefore,themeAfter",
                        "2,2026-07-01T12:00:00Z,secret,'=Fixed,open,resolved,negative,negative,sender,sender,exports,,,,,",
                        "1,2026-07-01T12:00:00Z,secret,,,open,,negative,,sender,,exports,,,,");
        var json = api.get("/v1/feedback/" + id + "/history").json().get("data");
        assertThat(api.get("/v1/feedback/" + id + "/history?format=ndjson")
                        .body()
                        .lines())
                .containsExactly(json.get(0).toString(), json.get(1).toString());
        assertThat(json.get(0).get("changes").toString())
                .isEqualTo("[{\"field\":\"status\",\"from\":\"open\",\"to\":\"resolved\"},"
                        + "{\"field\":\"tag\",\"from\":\"exports\",\"to\":null}]");
    }

    private Feedback item(String id) {
        return api.loop.item("default", id).orElseThrow();
    }

    private void changed(long revision, @Nullable String reason, @Nullable Feedback before, Feedback after) {
        api.events.changes.add(new FeedbackChange(
                "evt_" + revision,
                before == null ? ChangeType.CREATED : ChangeType.UPDATED,
                after.getId(),
                "default",
                revision,
                ApiFixture.NOW,
                "secret",
                reason,
                before,
                after));
    }
}
