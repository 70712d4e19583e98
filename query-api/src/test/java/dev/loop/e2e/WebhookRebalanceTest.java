package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Another sender comes and goes while webhooks are delivered: nothing is lost, and nothing is sent twice but what was
 * under way where it was killed.
 *
 * <p>A build sees it go in one way, now this and now that. {@code -Dloop.crash.rounds=5} has it come and go as many times
 * in each.
 */
class WebhookRebalanceTest {

    private static final int ROUNDS = Integer.getInteger("loop.crash.rounds", 0);
    private static final long SEED = Long.getLong("loop.crash.seed", System.nanoTime());

    private static final List<String> table = new ArrayList<>();

    @TempDir
    private Path directory;

    /** The way in which a sender leaves. */
    enum Leaving {
        STOPPED("another sender joined under load, and was stopped") {
            @Override
            void leave(SenderScene scene, RunningLoop other) {
                other.stop();
                assertThat(scene.senders())
                        .as("it has left, and is not waited for")
                        .isOne();
            }

            @Override
            void check(KillVerdict verdict, int rounds) {
                assertThat(verdict.underWay()).isZero();
            }
        },
        KILLED("another sender joined under load, and was killed") {
            @Override
            void leave(SenderScene scene, RunningLoop other) {
                scene.kill(other);
            }

            @Override
            void check(KillVerdict verdict, int rounds) {
                assertThat(verdict.underWay()).isLessThanOrEqualTo(rounds * KillScene.CONCURRENCY);
            }
        };

        private final String words;

        Leaving(String words) {
            this.words = words;
        }

        abstract void leave(SenderScene scene, RunningLoop other);

        abstract void check(KillVerdict verdict, int rounds);
    }

    static Stream<Leaving> ways() {
        Leaving[] all = Leaving.values();
        return ROUNDS == 0 ? Stream.of(all[new Random(SEED).nextInt(all.length)]) : Stream.of(all);
    }

    @AfterAll
    static void tell() {
        System.out.println("Seed " + SEED + " (-Dloop.crash.seed)\n"
                + "| when | times | accepted | received | lost | twice | under way at the kills | all delivered after |\n"
                + "|---|---|---|---|---|---|---|---|\n" + String.join("\n", table));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void shouldLoseNothingAndRepeatOnlyWhatWasUnderWay_whenAnotherSenderComesAndGoes(Leaving way) throws Exception {
        int rounds = Math.max(1, ROUNDS);
        try (SenderScene scene =
                new SenderScene(directory, new Random(SEED), way.name().toLowerCase(Locale.ROOT))) {
            Duration longest = Duration.ZERO;
            for (int round = 0; round < rounds; round++) {
                try (RunningLoop other = scene.join()) {
                    scene.awhile();
                    way.leave(scene, other);
                }
                Duration took = scene.delivered();
                longest = took.compareTo(longest) > 0 ? took : longest;
            }
            scene.settle();
            List<KillVerdict> verdicts = scene.verdicts();
            table.add(String.format(
                    Locale.ROOT,
                    "| %s | %d | %,d | %,d | %d | %d | %d | %.1f s |",
                    way.words,
                    rounds,
                    verdicts.stream()
                            .mapToInt(verdict -> verdict.accepted().size())
                            .sum(),
                    verdicts.stream().mapToInt(KillVerdict::events).sum(),
                    verdicts.stream().mapToLong(KillVerdict::lost).sum(),
                    verdicts.stream().mapToInt(KillVerdict::twice).sum(),
                    verdicts.stream().mapToInt(KillVerdict::underWay).sum(),
                    longest.toMillis() / 1e3));
            for (KillVerdict verdict : verdicts) {
                verdict.check();
                assertThat(verdict.twice()).isLessThanOrEqualTo(verdict.underWay());
                way.check(verdict, rounds);
            }
        }
    }
}
