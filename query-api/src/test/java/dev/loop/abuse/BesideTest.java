package dev.loop.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loop.abuse.NormalUser.Figures;
import dev.loop.e2e.Pace;
import dev.loop.e2e.RunningLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code -Dloop.beside=30}: a {@link NormalUser} for this many minutes, while {@link Attackers} and the {@link Fuzzer}
 * do what they can. The user's times, before and meanwhile, go to {@code target/beside.md}.
 */
@EnabledIfSystemProperty(named = "loop.beside", matches = "\\d+")
class BesideTest {

    private static final int MINUTES = Integer.getInteger("loop.beside", 30);
    /** Calls a second of the fuzzer, such as 20/s, and of the attackers. */
    private static final String FUZZ_RATE = System.getProperty("loop.beside.fuzz", "20/s");

    private static final int ATTACKS_A_SECOND = Integer.getInteger("loop.beside.attacks", 10);
    private static final int WARM_UP_SECONDS = 30;
    private static final int A_FEW_ITEMS_MILLIS = 5_000;
    private static final int NAMES = 250_000;
    private static final double MOST_SLOWER = 2;
    private static final Path REPORT = Path.of("target", "beside.md");

    @Test
    void shouldNoticeLittleAndLoseNothing_whenOthersAttack(@TempDir Path data) throws IOException {
        Optional<String> unavailable = Fuzzer.unavailable();
        unavailable.ifPresent(why -> System.err.println("WITHOUT THE FUZZER: " + why));
        long seed = Fuzzer.seed();
        try (RunningLoop loop = RunningLoop.up(data, Map.of("LOOP_ALLOW_PRIVATE_WEBHOOKS", "127.0.0.0/8"))) {
            var scene = new Scene(loop);
            scene.newKey("normal", "*");
            scene.newKey("fuzz", "*");
            Load.items(scene, 20_000);
            NormalUser user = new NormalUser(loop.address(), scene.key("normal"));
            Pace.MEASURED.restMillis(A_FEW_ITEMS_MILLIS);
            // Names are kept up to a bound: the attackers' are to meet it, and not a heap that they still fill. The
            // user's
            // were there before.
            NameDoors.BATCH.send(scene, 0, NAMES, data);
            Optional<Fuzzer> fuzzer = unavailable.isPresent()
                    ? Optional.empty()
                    : Optional.of(new Fuzzer(scene, "fuzz", ApiFuzzTest.keysInUse(scene)));
            int alone = Math.max(60, MINUTES * 60 / 5);

            Pace.MEASURED.restMillis(WARM_UP_SECONDS * 1_000L);
            long heapBefore = loop.liveHeap();
            user.next();
            Pace.MEASURED.restMillis(alone * 1_000L);
            Figures without = user.next();

            Figures with;
            Optional<Fuzzer.Run> fuzzed;
            String attacks;
            try (Attackers attackers = new Attackers(scene, ATTACKS_A_SECOND)) {
                Optional<CompletableFuture<Fuzzer.Run>> fuzzing = fuzzer.map(ready ->
                        CompletableFuture.supplyAsync(() -> ready.run(MINUTES * 60, seed, Optional.of(FUZZ_RATE))));
                Pace.MEASURED.restMillis(MINUTES * 60_000L);
                with = user.next();
                attacks = attackers.toString();
                fuzzed = fuzzing.map(CompletableFuture::join);
            }
            user.close();
            long heapAfter = loop.liveHeap();
            long found = awaitFound(scene, user.accepted.get());

            String report = report(without, with, user.accepted.get(), found, heapBefore, heapAfter, attacks)
                    + fuzzed.map(run -> "\nThe fuzzer, seed " + seed + ":\n" + run.summary())
                            .orElse("");
            Files.writeString(REPORT, report);
            System.out.println(report);

            assertThat(found)
                    .as("items that were accepted and are not found")
                    .isGreaterThanOrEqualTo(user.accepted.get());
            assertThat(with.failed()).as("calls that failed\n%s", report).isLessThanOrEqualTo(with.calls() / 100);
            assertThat(p99(with) / p99(without)).as(report).isLessThanOrEqualTo(MOST_SLOWER);
            assertThat(heapAfter).as(report).isLessThan(heapBefore * 5 / 4 + (32 << 20));
            scene.assertAliveWithin(2_000);
            assertThat(fuzzed.map(Fuzzer.Run::failed)).as("%s", fuzzed).isNotEqualTo(Optional.of(true));
        }
    }

    private static double p99(Figures figures) {
        return figures.writes.getValueAtPercentile(99);
    }

    /** Waits until the stores have everything that was accepted, and returns how much they have. */
    private static long awaitFound(Scene scene, long accepted) {
        String count = "/v1/sentiment?tag=" + NormalUser.TAG;
        var found = new AtomicLong();
        try {
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                found.set(scene.json("GET", count, "sk", "").at("/total/total").asLong());
                return found.get() >= accepted;
            });
        } catch (ConditionTimeoutException fewer) {
            // The report tells both numbers, and the test fails after it.
        }
        return found.get();
    }

    private static String report(
            Figures without, Figures with, long accepted, long found, long before, long after, String attacks) {
        return String.format(
                Locale.ROOT,
                """
                # A normal user beside abuse, %d minutes

                %d items/s and questions beside them, by the clock; milliseconds from the instant at which a call was due.

                | | calls | p50 | p99 | longest |
                |---|---|---|---|---|
                %s%s%s%s
                p99 of writes: %.2f times as long as without, at most %.1f; of reads %.2f times.
                Failures without: %s. With: %s.
                Items accepted: %d. Found again: %d (one that was written though its answer was lost counts as well).
                Live heap before: %.1f MB. After: %.1f MB.
                Beside it: %s; the fuzzer at %s.
                """,
                MINUTES,
                NormalUser.ITEMS_A_SECOND,
                Figures.line("writes without", without.writes),
                Figures.line("writes with", with.writes),
                Figures.line("reads without", without.reads),
                Figures.line("reads with", with.reads),
                p99(with) / p99(without),
                MOST_SLOWER,
                (double) with.reads.getValueAtPercentile(99) / without.reads.getValueAtPercentile(99),
                without.failures,
                with.failures,
                accepted,
                found,
                before / 1e6,
                after / 1e6,
                attacks,
                FUZZ_RATE);
    }
}
