package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.e2e.LoopClient.Answer;
import dev.loop.topology.question.Position;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A copy that is kept by increments is the same, byte by byte, as one that is taken whole. */
@ExtendWith(SharedLoop.class)
class IncrementsTest {

    private static final int ITEMS = 400;
    private static final int CHANGES = 600;
    private static final List<String> TAGS = List.of("exports", "billing", "search", "");

    private final RunningLoop loop;
    private final LoopClient client;

    IncrementsTest(RunningLoop loop) {
        this.loop = loop;
        this.client = loop.client();
    }

    /** The copy of a client that took a file once, and increments ever after. */
    private final class Copied {
        private final String filter;
        private final Map<String, String> items = new TreeMap<>();
        private String position;
        private int taken;

        Copied(String filter) {
            this.filter = filter;
            Answer all = client.get("/v1/feedback?format=ndjson" + filter).expect(200);
            position = all.header("Loop-As-Of");
            all.text().lines().forEach(line -> items.put(id(line), line));
        }

        void update(String... headers) {
            Answer changed = client.get(
                            "/v1/feedback?format=ndjson&since=" + LoopClient.encode(position) + filter, headers)
                    .expect(200);
            Set<String> once = new HashSet<>();
            changed.text().lines().forEach(line -> {
                assertThat(once.add(id(line))).as("each item once").isTrue();
                if (json(line).has("erased") || json(line).has("outside")) {
                    items.remove(id(line));
                } else {
                    items.put(id(line), line);
                }
                taken++;
            });
            assertThat(changed.header("Loop-More")).isEqualTo("false");
            position = changed.header("Loop-As-Of");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {20261121, 42})
    void shouldHaveEveryItemAsItStands_whenIncrementsAreTakenOverWhileItemsChange(long seed) throws Exception {
        List<String> ids = created(seed);
        Copied all = new Copied("");
        Copied exports = new Copied("&tag=exports&status=open&user=u_" + seed);
        assertThat(exports.items).isNotEmpty().hasSizeLessThan(ITEMS);

        var last = new AtomicReference<>(Position.NONE);
        ExecutorService writers = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> writing = new ArrayList<>();
            for (int writer = 0; writer < 4; writer++) {
                var random = new Random(seed + writer);
                writing.add(writers.submit(() -> {
                    for (int i = 0; i < CHANGES / 4; i++) {
                        Position at = change(random, ids);
                        last.accumulateAndGet(at, Position::and);
                    }
                }));
            }
            while (!writing.stream().allMatch(Future::isDone)) {
                all.update();
                exports.update();
                // A second client begins in the middle of it.
                if (all.taken > CHANGES / 3 && exports.taken < CHANGES) {
                    exports = new Copied(exports.filter);
                    exports.taken = CHANGES;
                }
            }
            for (Future<?> one : writing) {
                one.get();
            }
        } finally {
            writers.shutdownNow();
        }

        String position = last.get().toString();
        all.update("Loop-Position", position);
        exports.update("Loop-Position", position);
        assertThat(all.items.values()).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(whole("", position));
        assertThat(exports.items.values())
                .as("seed %d", seed)
                .containsExactlyInAnyOrderElementsOf(whole(exports.filter, position));

        int before = all.taken;
        all.update();
        assertThat(all.taken - before)
                .as("nothing changed but what erasures go with")
                .isLessThan(50);
        System.out.println("Increments: seed " + seed + ", " + before + " rows for " + CHANGES + " changes");
    }

    private List<String> created(long seed) {
        List<String> lines = IntStream.range(0, ITEMS)
                .mapToObj(i -> LoopClient.item(
                        "said " + i, "negative", Map.of("tag", TAGS.get(i % 3), "user", Map.of("id", "u_" + seed))))
                .toList();
        Answer batch = client.batch(lines).expect(202);
        List<String> ids = new ArrayList<>();
        batch.json().path("results").forEach(result -> ids.add(result.path("id").asText()));
        assertThat(ids).hasSize(ITEMS);
        client.get("/v1/feedback?limit=1", "Loop-Position", batch.header("Loop-Position"))
                .expect(200);
        return ids;
    }

    /** Most of what can happen to an item; some of it changes nothing. */
    private Position change(Random random, List<String> ids) {
        String path = "/v1/feedback/" + ids.get(random.nextInt(ids.size()));
        Answer answer = switch (random.nextInt(6)) {
            case 0 -> client.delete(path);
            case 1 -> client.patch(path, "{\"status\":\"resolved\"}");
            case 2 -> client.patch(path, "{\"status\":\"open\"}");
            case 3 -> client.post("/v1/feedback", LoopClient.item("new", "positive", Map.of("tag", "exports")));
            default -> client.patch(path, "{\"tag\":\"" + TAGS.get(random.nextInt(TAGS.size())) + "\"}");
        };
        return answer.response()
                .headers()
                .firstValue("Loop-Position")
                .flatMap(Position::parse)
                .orElse(Position.NONE);
    }

    private List<String> whole(String filter, String position) {
        return client.get("/v1/feedback?format=ndjson" + filter, "Loop-Position", position)
                .expect(200)
                .text()
                .lines()
                .toList();
    }

    private static String id(String line) {
        return json(line).path("id").asText();
    }

    private static JsonNode json(String line) {
        try {
            return LoopClient.JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }
}
