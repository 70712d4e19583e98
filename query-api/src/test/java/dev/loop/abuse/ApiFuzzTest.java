package dev.loop.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.loop.e2e.RunningLoop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code -Dloop.fuzz=600 [-Dloop.fuzz.seed=1]}: runs the {@link Fuzzer} for this many seconds against a Loop of its
 * own.
 */
@EnabledIfSystemProperty(named = "loop.fuzz", matches = "\\d+")
class ApiFuzzTest {

    private static final int SECONDS = Integer.getInteger("loop.fuzz", 600);

    @Test
    void shouldAnswerAsDescribed_whenAskedAnything(@TempDir Path data) {
        Fuzzer.unavailable().ifPresent(why -> {
            System.err.println("SKIPPED, the fuzzer: " + why);
            abort(why);
        });
        long seed = Fuzzer.seed();
        try (RunningLoop loop = RunningLoop.up(data, Map.of("LOOP_ALLOW_PRIVATE_WEBHOOKS", "127.0.0.0/8"))) {
            var scene = new Scene(loop);
            Load.items(scene, 200);
            Fuzzer.Run run = new Fuzzer(scene, "whole", keysInUse(scene)).run(SECONDS, seed, Optional.empty());
            System.out.println("Seed " + seed + ", " + SECONDS + " s\n" + run.summary());

            scene.assertAliveWithin(2_000);
            assertThat(run.failed()).as("seed %s:\n%s", seed, run.said()).isFalse();
            assertThat(loop.complaints())
                    .as("faults of ours in the log")
                    .filteredOn(line -> line.contains(" ERROR "))
                    .isEmpty();
            scene.assertScopesHold();
        }
    }

    static List<String> keysInUse(Scene scene) {
        List<String> ids = new ArrayList<>();
        scene.json("GET", "/v1/keys", "sk", "")
                .path("data")
                .forEach(key -> ids.add(key.path("id").asText()));
        return ids;
    }
}
