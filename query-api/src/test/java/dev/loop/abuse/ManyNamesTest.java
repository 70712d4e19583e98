package dev.loop.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loop.abuse.Wire.Answer;
import dev.loop.e2e.Pace;
import dev.loop.e2e.RunningLoop;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Sends items that each use new names. Memory must depend on the names that are kept, not on those that are sent. */
@EnabledIfSystemProperty(named = "loop.abuse", matches = "full")
class ManyNamesTest {

    private static final int ITEMS = Integer.getInteger("loop.abuse.names", 150_000);
    private static final int BATCH = 5_000;
    private static final int LONGEST_QUESTION_MILLIS = 10_000;
    /** The time is longer than that between two looks for spikes. */
    private static final int LONGER_THAN_A_LOOK_MILLIS = 75_000;

    @Test
    void shouldLiveAndAnswer_whenEveryItemHasNamesOfItsOwn(@TempDir Path data) {
        try (RunningLoop loop = RunningLoop.up(data)) {
            var scene = new Scene(loop);
            long day = Duration.ofDays(1).toMillis();
            for (int from = 0; from < ITEMS; from += BATCH) {
                var lines = new StringBuilder();
                for (int i = from; i < from + BATCH; i++) {
                    Instant at = Instant.now().minusMillis((long) (i % 28_000 / 1_000.0 * day));
                    lines.append("""
                            {"user":{"id":"u%1$d"},"message":"m","sentiment":"negative","tag":"t%1$d","plan":"p%1$d",\
                            "source":"s%1$d","createdAt":"%2$s","metadata":{"k%1$d":"v"}}
                            """.formatted(i, at));
                }
                Answer answer = scene.call(
                        "POST",
                        "/v1/feedback/batch?results=refused",
                        "sk",
                        lines.toString(),
                        Map.of("Content-Type", "application/x-ndjson"));
                assertThat(answer.status()).as("%s", answer).isEqualTo(202);
                assertThat(answer.body()).contains("\"created\":" + BATCH);
                scene.call("GET", "/v1/trends", "sk", "");
            }
            assertAnswers(scene);
            Pace.MEASURED.restMillis(LONGER_THAN_A_LOOK_MILLIS);
            assertAnswers(scene);
            loop.kill();
        }
        try (RunningLoop again = RunningLoop.up(data)) {
            Pace.MEASURED.restMillis(LONGER_THAN_A_LOOK_MILLIS);
            assertAnswers(new Scene(again));
        }
    }

    private static void assertAnswers(Scene scene) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(scene.json("GET", "/v1/sentiment", "sk", "")
                                .at("/total/total")
                                .asInt())
                        .isGreaterThanOrEqualTo(ITEMS));
        for (String question : new String[] {
            "/v1/trends",
            "/v1/trends?limit=1000",
            "/v1/sentiment?group_by=tag",
            "/v1/sentiment?group_by=tag,plan,source",
            "/v1/sentiment?group_by=user",
            "/v1/sentiment/timeline?group_by=tag&interval=day",
            "/v1/feedback?facets=tag,plan,source",
            "/odata/Sentiment?$apply=groupby((Tag,Plan),aggregate(Items%20with%20sum%20as%20N))",
            "/v1/releases/1.0/report?window=28d"
        }) {
            Answer answer = scene.call("GET", question, "sk", "");
            // A refusal of too large a question is right, as long as it comes at once and with a remedy.
            assertThat(answer.status()).as("%s: %s", question, answer).isIn(200, 400);
            assertThat(answer.millis()).as("%s: %s", question, answer).isLessThan(LONGEST_QUESTION_MILLIS);
        }
        scene.assertAliveWithin(2_000);
    }
}
