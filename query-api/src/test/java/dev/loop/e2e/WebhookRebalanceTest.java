package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another sender comes and goes while webhooks are delivered: nothing is lost, and nothing is sent twice but what was
 * under way where it was killed.
 *
 * <p>{@code -Dloop.crash.rounds=5} has it come and go as many times.
 */
class WebhookRebalanceTest {

    private static final int ROUNDS = Math.max(1, Integer.getInteger("loop.crash.rounds", 0));
    private static final long SEED = Long.getLong("loop.crash.seed", System.nanoTime());

    /** Less than the session of a sender, which is how long nobody has what a killed one had. */
    private static final Duration HANDED_OVER = Duration.ofSeconds(8);

    @TempDir
    private Path directory;

    @Test
    void shouldRepeatNothing_whenAnotherSenderJoinsAndIsStopped() throws Exception {
        try (SenderScene scene = new SenderScene(directory, new Random(SEED), "stopped")) {
            Duration longest = Duration.ZERO;
            for (int round = 0; round < ROUNDS; round++) {
                try (RunningLoop other = scene.join()) {
                    scene.awhile();
                    other.stop();
                }
                Duration took = scene.delivered();
                longest = took.compareTo(longest) > 0 ? took : longest;
            }
            scene.settle();
            List<KillVerdict> verdicts = scene.verdicts();
            tell("another sender joined under load, and was stopped", verdicts, longest);
            verdicts.forEach(KillVerdict::check);
            assertThat(verdicts).allSatisfy(verdict -> {
                assertThat(verdict.underWay()).isZero();
                assertThat(verdict.twice()).isZero();
            });
            assertThat(longest).as("handed over, and not waited for").isLessThan(HANDED_OVER);
        }
    }

    @Test
    void shouldRepeatOnlyWhatWasUnderWay_whenAnotherSenderJoinsAndIsKilled() throws Exception {
        try (SenderScene scene = new SenderScene(directory, new Random(SEED), "killed")) {
            Duration longest = Duration.ZERO;
            for (int round = 0; round < ROUNDS; round++) {
                try (RunningLoop other = scene.join()) {
                    scene.awhile();
                    scene.kill(other);
                }
                Duration took = scene.delivered();
                longest = took.compareTo(longest) > 0 ? took : longest;
            }
            scene.settle();
            List<KillVerdict> verdicts = scene.verdicts();
            tell("another sender joined under load, and was killed", verdicts, longest);
            verdicts.forEach(KillVerdict::check);
            assertThat(verdicts).allSatisfy(verdict -> {
                assertThat(verdict.underWay()).isLessThanOrEqualTo(ROUNDS * KillScene.CONCURRENCY);
                assertThat(verdict.twice()).isLessThanOrEqualTo(verdict.underWay());
            });
        }
    }

    private static void tell(String when, List<KillVerdict> verdicts, Duration longest) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %,d | %,d | %d | %d | %d |%n  seed %d, deliveries went on after %d ms at most%n",
                when,
                ROUNDS,
                verdicts.stream().mapToInt(verdict -> verdict.accepted().size()).sum(),
                verdicts.stream().mapToInt(KillVerdict::events).sum(),
                verdicts.stream().mapToLong(KillVerdict::lost).sum(),
                verdicts.stream().mapToInt(KillVerdict::twice).sum(),
                verdicts.stream().mapToInt(KillVerdict::underWay).sum(),
                SEED,
                longest.toMillis());
    }
}
