package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.e2e.LoopClient.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Killed at random instants while it takes in, counts, changes and erases, and while it starts: what was accepted stands,
 * once, and every figure is a recount of it.
 */
class KillTest {

    /** More on demand: {@code -Dloop.crash.rounds=10}. */
    private static final int ROUNDS = Integer.getInteger("loop.crash.rounds", 3);

    private static final int AUTHORS = 3;
    private static final int SHORTEST_LOAD_MILLIS = 200;
    private static final int LONGEST_LOAD_MILLIS = 2_500;
    private static final int LONGEST_START_MILLIS = 5_000;
    private static final Duration LONGEST_CATCHING_UP = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void shouldCountEveryAcceptedItemOnce_whenKilledAtAnyInstant() throws Exception {
        long seed = Long.getLong("loop.crash.seed", System.nanoTime());
        System.out.println("Killing " + ROUNDS + " times, seed " + seed + " (-Dloop.crash.seed)");
        Random random = new Random(seed);
        List<Author> authors = new ArrayList<>();
        for (int i = 0; i < AUTHORS; i++) {
            authors.add(new Author("a" + i, new Random(random.nextLong())));
        }
        try (Closing executor = new Closing(Executors.newFixedThreadPool(AUTHORS))) {
            for (int round = 1; round <= ROUNDS; round++) {
                if (round > 1 && random.nextInt(3) == 0) {
                    killWhileStarting(random.nextInt(LONGEST_START_MILLIS));
                }
                try (RunningLoop loop = RunningLoop.up(directory).quiet(true)) {
                    Duration up = loop.sinceStart();
                    recount(loop, authors, executor.service());
                    int load = SHORTEST_LOAD_MILLIS + random.nextInt(LONGEST_LOAD_MILLIS - SHORTEST_LOAD_MILLIS);
                    write(loop, authors, executor.service(), load);
                    tell(round, up, load, authors);
                }
            }
            try (RunningLoop loop = RunningLoop.up(directory).quiet(true)) {
                tell(ROUNDS + 1, loop.sinceStart(), 0, authors);
                assertThat(loop.complaints())
                        .singleElement()
                        .asString()
                        .contains("The last run ended without a clean stop", "of partitions");
                recount(loop, authors, executor.service());
                read(loop, authors, executor.service());
                new TopicsCheck(loop, authors).check();
                loop.stop();
            }
        }
    }

    private static void tell(int round, Duration up, int load, List<Author> authors) {
        System.out.printf(
                "Kill round %d: up after %d ms, killed after %d ms of load; %,d items stand, %,d erased, %d calls repeated%n",
                round,
                up.toMillis(),
                load,
                authors.stream().mapToInt(author -> author.standing().size()).sum(),
                authors.stream().mapToInt(author -> author.erased().size()).sum(),
                authors.stream().mapToInt(Author::repeated).sum());
    }

    private void killWhileStarting(int millis) {
        try (RunningLoop loop = RunningLoop.begin(directory).quiet(true)) {
            Pace.AT_RANDOM.restMillis(millis);
            loop.kill();
        }
        System.out.println("Killed " + millis + " ms into a start");
    }

    /** Writes until killed. */
    private static void write(RunningLoop loop, List<Author> authors, ExecutorService executor, int millis)
            throws Exception {
        LoopClient client = loop.client();
        List<Callable<Void>> writers = new ArrayList<>();
        for (Author author : authors) {
            writers.add(() -> {
                while (loop.alive()) {
                    author.step(client);
                }
                return null;
            });
        }
        List<Future<Void>> running = writers.stream().map(executor::submit).toList();
        Pace.AT_RANDOM.restMillis(millis);
        loop.kill();
        for (Future<Void> writer : running) {
            writer.get();
        }
    }

    private static void recount(RunningLoop loop, List<Author> authors, ExecutorService executor) throws Exception {
        LoopClient client = loop.client();
        List<Callable<Void>> settling = new ArrayList<>();
        for (Author author : authors) {
            settling.add(() -> {
                author.settle(client);
                return null;
            });
        }
        for (Future<Void> settled : executor.invokeAll(settling)) {
            settled.get();
        }
        Map<String, Said> expected = new TreeMap<>();
        authors.forEach(author -> expected.putAll(author.standing()));
        if (expected.isEmpty()) {
            return;
        }
        awaitPosition(client, authors);

        JsonNode total = client.total();
        assertThat(total.path("total").asLong()).isEqualTo(expected.size());
        assertThat(total.path("resolved").asLong())
                .isEqualTo(expected.values().stream()
                        .filter(said -> said.status().equals("resolved"))
                        .count());
        same(
                client,
                "/v1/sentiment?group_by=tag,plan,source",
                expected.values(),
                List.of("tag", "plan", "source"),
                said -> said.tag() + "/" + said.plan() + "/" + said.source());
        same(client, "/v1/sentiment/timeline?interval=day", expected.values(), List.of("start"), Said::day);
        same(client, "/v1/sentiment/timeline?interval=hour", expected.values(), List.of("start"), Said::hour);
        same(
                client,
                "/v1/sentiment/timeline?interval=day&group_by=tag",
                expected.values(),
                List.of("start", "tag"),
                said -> said.day() + "/" + said.tag());
        Map<String, Said> listed = new TreeMap<>();
        for (JsonNode item : client.items("")) {
            assertThat(listed.put(item.path("externalId").asText(), Said.of(item)))
                    .as("listed twice")
                    .isNull();
        }
        assertThat(listed).isEqualTo(expected);
        search(client, expected);
    }

    /**
     * Checks that searches find the existing items: all of them or one, in their present state, and none that is gone.
     */
    private static void search(LoopClient client, Map<String, Said> expected) {
        awaitAnswer(client, "/v1/feedback?q=said&limit=1", Map.of());
        same(
                client,
                "/v1/sentiment?group_by=tag,plan,source&q=said",
                expected.values(),
                List.of("tag", "plan", "source"),
                said -> said.tag() + "/" + said.plan() + "/" + said.source());
        for (String sort : List.of("newest", "relevance")) {
            Map<String, Said> found = new TreeMap<>();
            for (JsonNode item : client.items("&status=open&q=%22said+as%22&sort=" + sort)) {
                assertThat(found.put(item.path("externalId").asText(), Said.of(item)))
                        .as("found twice")
                        .isNull();
            }
            Map<String, Said> open = new TreeMap<>(expected);
            open.values().removeIf(said -> !said.status().equals("open"));
            assertThat(found).as("by " + sort).isEqualTo(open);
        }
        expected.keySet().stream()
                .limit(20)
                .forEach(name -> assertThat(client.items("&q=" + LoopClient.encode("\"as " + name + "\"")))
                        .extracting(item -> item.path("externalId").asText())
                        .contains(name));
    }

    /** Waits longer than one call does. */
    private static void awaitPosition(LoopClient client, List<Author> authors) {
        Map<Integer, Long> position = new TreeMap<>();
        authors.forEach(author -> author.position().forEach((p, offset) -> position.merge(p, offset, Math::max)));
        String text = position.entrySet().stream()
                .map(place -> place.getKey() + ":" + place.getValue())
                .collect(Collectors.joining(","));
        awaitAnswer(client, "/v1/sentiment", Map.of("Loop-Position", text));
    }

    private static void awaitAnswer(LoopClient client, String path, Map<String, String> header) {
        String[] headers = header.entrySet().stream()
                .flatMap(entry -> java.util.stream.Stream.of(entry.getKey(), entry.getValue()))
                .toArray(String[]::new);
        long deadline = System.nanoTime() + LONGEST_CATCHING_UP.toNanos();
        Answer answer = client.get(path, headers);
        while (answer.status() == 503 && System.nanoTime() < deadline) {
            answer = client.get(path, headers);
        }
        answer.expect(200);
    }

    private static void same(
            LoopClient client,
            String question,
            Collection<Said> expected,
            List<String> columns,
            Function<Said, String> group) {
        Map<String, Figures> answered = Figures.table(
                client.get(question).expect(200).json().path("rows"),
                row -> columns.stream().map(column -> row.path(column).asText()).collect(Collectors.joining("/")),
                Figures::of);
        answered.values().removeIf(Figures.NONE::equals);
        assertThat(answered)
                .as(question)
                .isEqualTo(Figures.table(expected, group, said -> Figures.one(said.sentiment())));
    }

    /** Every id that was ever accepted, one by one. */
    private static void read(RunningLoop loop, List<Author> authors, ExecutorService executor) throws Exception {
        LoopClient client = loop.client();
        Map<String, Integer> wrong = new HashMap<>();
        List<Callable<Void>> readers = new ArrayList<>();
        for (Author author : authors) {
            readers.add(() -> {
                Set<String> erased = author.erased();
                author.ids().forEach((externalId, id) -> {
                    int status = client.get("/v1/feedback/" + id).status();
                    if (status != (erased.contains(id) ? 404 : 200)) {
                        synchronized (wrong) {
                            wrong.put(id, status);
                        }
                    }
                });
                return null;
            });
        }
        for (Future<Void> done : executor.invokeAll(readers)) {
            done.get();
        }
        assertThat(wrong).isEmpty();
    }

    /** An executor that a try block closes. */
    private record Closing(ExecutorService service) implements AutoCloseable {
        @Override
        public void close() {
            service.shutdownNow();
        }
    }
}
