package dev.loop.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loop.abuse.Wire.Answer;
import dev.loop.e2e.Pace;
import dev.loop.e2e.RunningLoop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Sends items that each use new names. Memory must depend on the names that are kept, not on those that are sent. */
@EnabledIfSystemProperty(named = "loop.abuse", matches = "full")
class ManyNamesTest {

    private static final int ITEMS = Integer.getInteger("loop.abuse.names", 150_000);
    /** Stores that were killed are made again from Kafka, at some thousand items a second on a busy machine. */
    private static final Duration LONGEST_COUNT = Duration.ofMinutes(10).plusSeconds(ITEMS / 4_000);

    private static final int LONGEST_QUESTION_MILLIS = 10_000;
    /** The time is longer than that between two looks for spikes. */
    private static final int LONGER_THAN_A_LOOK_MILLIS = 75_000;

    @Test
    void shouldLiveAndAnswer_whenEveryItemHasNamesOfItsOwn(@TempDir Path data, @TempDir Path temporary) {
        try (RunningLoop loop = RunningLoop.up(data)) {
            var scene = new Scene(loop);
            try (Dashboard dashboard = new Dashboard(scene)) {
                int share = ITEMS / NameDoors.values().length;
                for (NameDoors door : NameDoors.values()) {
                    int first = door.ordinal() * share;
                    long began = System.nanoTime();
                    door.send(scene, first, first + share, temporary);
                    awaitCounted(scene, first + share);
                    told(door, share, began, loop, dashboard);
                }
                assertThat(dashboard.failures).isEmpty();
            }
            assertAnswers(scene);
            Pace.MEASURED.restMillis(LONGER_THAN_A_LOOK_MILLIS);
            assertAnswers(scene);
            loop.kill();
        }
        try (RunningLoop again = RunningLoop.up(data)) {
            Scene scene = new Scene(again);
            awaitCounted(scene, ITEMS / NameDoors.values().length * NameDoors.values().length);
            System.out.println("Killed, and counted again " + again.sinceStart() + " after the start");
            Pace.MEASURED.restMillis(LONGER_THAN_A_LOOK_MILLIS);
            assertAnswers(scene);
        }
    }

    private static void told(NameDoors door, int items, long began, RunningLoop loop, Dashboard dashboard) {
        long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
        System.out.printf(
                "%s: %d items of as many names in %d ms, live heap %.0f MB, dashboard: %d answers, the longest %d ms%n",
                door, items, millis, loop.liveHeap() / 1e6, dashboard.answers, dashboard.longestMillis);
    }

    private static void awaitCounted(Scene scene, int items) {
        await().atMost(LONGEST_COUNT)
                .ignoreExceptions()
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(scene.json("GET", "/v1/sentiment", "sk", "")
                                .at("/total/total")
                                .asInt())
                        .isGreaterThanOrEqualTo(items));
    }

    private static void assertAnswers(Scene scene) {
        awaitCounted(scene, ITEMS / NameDoors.values().length * NameDoors.values().length);
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
            System.out.println(question + ": " + answer.status() + " within " + answer.millis() + " ms");
            assertThat(answer.millis()).as("%s: %s", question, answer).isLessThan(LONGEST_QUESTION_MILLIS);
        }
        scene.assertAliveWithin(2_000);
    }

    /** Asks what an open page of the dashboard asks, every two seconds. */
    private static final class Dashboard implements AutoCloseable {

        private static final List<String> QUESTIONS = List.of(
                "/v1/sentiment?group_by=tag",
                "/v1/sentiment/timeline?interval=day",
                "/v1/feedback?limit=50",
                "/v1/feedback?facets=tag,plan,source",
                "/v1/trends");

        private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        private final List<String> failures = new CopyOnWriteArrayList<>();
        private volatile long answers;
        private volatile long longestMillis;

        Dashboard(Scene scene) {
            clock.scheduleWithFixedDelay(() -> ask(scene), 0, 2, TimeUnit.SECONDS);
        }

        private void ask(Scene scene) {
            for (String question : QUESTIONS) {
                Answer answer = scene.call("GET", question, "sk", "");
                answers++;
                longestMillis = Math.max(longestMillis, answer.millis());
                if (answer.status() != 200) {
                    failures.add(question + ": " + answer);
                }
            }
        }

        @Override
        public void close() {
            clock.shutdownNow();
        }
    }
}
