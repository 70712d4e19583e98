package dev.loop.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loop.abuse.Wire.Answer;
import java.time.Duration;
import java.util.Map;

/** Sends items in great numbers. */
final class Load {

    private static final int BATCH = 5_000;

    /** Sends ordinary items: few tags, plans and sources, texts of some length. */
    static void items(Scene scene, int items) {
        for (int from = 0; from < items; from += BATCH) {
            var lines = new StringBuilder();
            for (int i = from; i < Math.min(from + BATCH, items); i++) {
                lines.append("""
                        {"user":{"id":"u%d"},"message":"said number %d, %s","sentiment":"negative","tag":"t%d","plan":"p%d"}
                        """.formatted(i % 1_000, i, "and more of it ".repeat(5), i % 20, i % 3));
            }
            Answer answer = scene.call(
                    "POST",
                    "/v1/feedback/batch?results=refused",
                    "sk",
                    lines.toString(),
                    Map.of("Content-Type", "application/x-ndjson"));
            assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        }
    }

    static long total(Scene scene) {
        return scene.json("GET", "/v1/sentiment", "sk", "").at("/total/total").asLong();
    }

    static void awaitTotal(Scene scene, long atLeast) {
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(total(scene)).isGreaterThanOrEqualTo(atLeast));
    }

    private Load() {}
}
