package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Killed at each instant of a webhook's life: of what was accepted nothing is missing at the receiver, and what it got
 * twice is no more than was under way at the kill, carries the same event id and says that it may be a repeat.
 *
 * <p>Each kill takes a start, so a build kills at some of the instants, others each time. {@code -Dloop.crash.rounds=20}
 * kills as many times at each, {@code -Dloop.crash.instants=IN_FLIGHT,…} at these only.
 */
class WebhookKillTest {

    private static final int SOME = 3;
    private static final int ROUNDS = Integer.getInteger("loop.crash.rounds", 0);
    private static final long SEED = Long.getLong("loop.crash.seed", System.nanoTime());

    @TempDir
    private static Path data;

    private static final List<String> table = new ArrayList<>();
    private static RunningLoop loop;

    static Stream<KillInstant> instants() {
        String wanted = System.getProperty("loop.crash.instants", "");
        if (!wanted.isEmpty()) {
            return Arrays.stream(wanted.split(",")).map(KillInstant::valueOf);
        }
        List<KillInstant> all = new ArrayList<>(List.of(KillInstant.values()));
        if (ROUNDS == 0) {
            Collections.shuffle(all, new Random(SEED));
        }
        return all.stream().limit(ROUNDS == 0 ? SOME : all.size());
    }

    @BeforeAll
    static void start() {
        System.out.println("Seed " + SEED + " (-Dloop.crash.seed)");
        loop = KillScene.start(data);
    }

    @AfterAll
    static void stop() {
        System.out.println("| killed when | kills | accepted | received | lost | twice | under way at the kills |\n"
                + "|---|---|---|---|---|---|---|\n" + String.join("\n", table));
        try (RunningLoop last = loop) {
            if (last.alive()) {
                last.stop();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("instants")
    void shouldLoseNothingAndRepeatOnlyWhatWasUnderWay_whenKilled(KillInstant instant) throws Exception {
        String tag = instant.name().toLowerCase(Locale.ROOT);
        try (KillScene scene = new KillScene(data, loop, tag, new Random(SEED + instant.ordinal()))) {
            int rounds = Math.max(1, ROUNDS);
            for (int round = 0; round < rounds; round++) {
                try {
                    instant.reach(scene);
                } finally {
                    loop = scene.loop();
                }
                loop = scene.recover();
            }
            KillVerdict verdict = scene.verdict();
            table.add(String.format(
                    Locale.ROOT,
                    "| %s | %d | %,d | %,d | %d | %d | %d |",
                    instant.words,
                    verdict.kills(),
                    verdict.accepted().size(),
                    verdict.events(),
                    verdict.lost(),
                    verdict.twice(),
                    verdict.underWay()));
            verdict.check();
            assertThat(verdict.underWay())
                    .as("requests without an outcome")
                    .isBetween(rounds * instant.leastUnderWay, verdict.kills() * instant.mostUnderWay);
            assertThat(verdict.twice()).isLessThanOrEqualTo(verdict.underWay());
        }
    }
}
