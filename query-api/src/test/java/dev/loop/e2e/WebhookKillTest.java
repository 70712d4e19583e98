package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.e2e.RecordingReceiver.Received;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Killed at random instants while webhooks go out: of what was accepted nothing is missing at the receiver, and what it
 * got twice is no more than was under way at the kill, carries the same event id and says that it may be a repeat.
 */
class WebhookKillTest {

    /** More on demand: {@code -Dloop.crash.rounds=20}. */
    private static final int ROUNDS = Integer.getInteger("loop.crash.rounds", 3);

    private static final int WRITERS = 3;
    private static final int CONCURRENCY = 10;
    private static final int LONGEST_LOAD_MILLIS = 2_500;
    /** After the last write: the instants between the answer of a receiver and the next attempt. */
    private static final int LONGEST_QUIET_MILLIS = 600;

    private static final Duration LONGEST_CATCHING_UP = Duration.ofSeconds(120);
    private static final Map<String, String> QUICK =
            Map.of("LOOP_WEBHOOK_DELAYS", "0s,1s,1s,1s,2s,2s,2s,2s", "LOOP_ALLOW_PRIVATE_WEBHOOKS", "127.0.0.0/8");

    @TempDir
    private Path directory;

    private final Set<String> accepted = new ConcurrentSkipListSet<>();

    @Test
    void shouldLoseNothingAndRepeatOnlyWhatWasUnderWay_whenKilledAtAnyInstant() throws Exception {
        long seed = Long.getLong("loop.crash.seed", System.nanoTime());
        System.out.println("Killing " + ROUNDS + " times, seed " + seed + " (-Dloop.crash.seed)");
        Random random = new Random(seed);
        try (RecordingReceiver receiver = RecordingReceiver.start(new Random(random.nextLong()))) {
            String endpoint = "";
            for (int round = 1; round <= ROUNDS; round++) {
                try (RunningLoop loop = RunningLoop.up(directory, QUICK)) {
                    if (endpoint.isEmpty()) {
                        endpoint = register(loop.client(), receiver);
                    }
                    write(loop, 100 + random.nextInt(LONGEST_LOAD_MILLIS), random.nextInt(LONGEST_QUIET_MILLIS));
                }
                System.out.printf(
                        "Kill round %d: %,d accepted, %,d requests received%n",
                        round, accepted.size(), receiver.received().size());
            }
            try (RunningLoop loop = RunningLoop.up(directory, QUICK)) {
                awaitDelivered(loop.client(), endpoint, receiver);
                Map<String, List<Received>> taken = receiver.received().stream()
                        .filter(Received::taken)
                        .collect(Collectors.groupingBy(Received::eventId, TreeMap::new, Collectors.toList()));
                int repeated = taken.values().stream()
                        .mapToInt(list -> list.size() - 1)
                        .sum();
                System.out.printf(
                        "%d kills: %,d accepted, %,d events received, 0 lost, %d received twice (at most %d under way at a"
                                + " kill)%n",
                        ROUNDS, accepted.size(), taken.size(), repeated, CONCURRENCY);

                assertThat(taken.keySet())
                        .containsAll(
                                accepted.stream().map(WebhookKillTest::eventOf).toList());
                assertThat(repeated).isLessThanOrEqualTo(ROUNDS * CONCURRENCY);
                taken.forEach((event, list) -> {
                    assertThat(list)
                            .as(event)
                            .extracting(Received::sequence)
                            .containsOnly(list.get(0).sequence());
                    assertThat(list.subList(1, list.size()))
                            .as(event)
                            .extracting(Received::delivery)
                            .doesNotContain("first");
                });
                Set<Long> sequences = taken.values().stream()
                        .map(list -> list.get(0).sequence())
                        .collect(Collectors.toCollection(TreeSet::new));
                assertThat(sequences)
                        .containsExactlyElementsOf(LongStream.rangeClosed(1, sequences.size())
                                .boxed()
                                .toList());
                loop.stop();
            }
        }
    }

    private static String register(LoopClient client, RecordingReceiver receiver) {
        return client.post(
                        "/v1/webhooks",
                        "{\"url\":\"" + receiver.uri() + "\",\"events\":[\"feedback.created\"],\"concurrency\":"
                                + CONCURRENCY + "}")
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    /** Until killed, some time after the last one. */
    private void write(RunningLoop loop, int millis, int quiet) throws InterruptedException {
        LoopClient client = loop.client();
        List<Thread> writers = new ArrayList<>();
        long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        for (int i = 0; i < WRITERS; i++) {
            Thread writer = new Thread(() -> {
                while (System.nanoTime() < end) {
                    LoopClient.Answer answer =
                            client.post("/v1/feedback", LoopClient.item("Slow", "negative", Map.of("tag", "exports")));
                    if (answer.status() == 201) {
                        accepted.add(answer.json().path("id").asText());
                    }
                }
            });
            writer.start();
            writers.add(writer);
        }
        for (Thread writer : writers) {
            writer.join();
        }
        Thread.sleep(quiet);
        loop.kill();
    }

    private void awaitDelivered(LoopClient client, String endpoint, RecordingReceiver receiver)
            throws InterruptedException {
        long deadline = System.nanoTime() + LONGEST_CATCHING_UP.toNanos();
        while (true) {
            JsonNode health =
                    client.get("/v1/webhooks/" + endpoint).expect(200).json().path("health");
            if (health.path("pending").asLong() == 0 && health.path("delivered").asLong() >= accepted.size()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not delivered in time: " + health + ", "
                        + receiver.received().size() + " requests received");
            }
            Thread.sleep(100);
        }
    }

    private static String eventOf(String item) {
        return "evt_" + item.substring("fb_".length()) + "_1";
    }
}
