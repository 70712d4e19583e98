package dev.loop.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.e2e.LoopClient.Answer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToLongFunction;

/**
 * Creates items and asks all kinds of questions, at any instance, until it is stopped.
 *
 * <p>Every command is a create of an item of its own. So whatever is answered, the items that it counts must be as many
 * as the position that it names has offsets: an answer that is wrong cannot pass, however old it may be.
 */
final class ClusterLoad implements AutoCloseable {

    private static final int READERS = 3;
    private static final Duration BETWEEN_WRITES = Duration.ofMillis(20);
    private static final Duration BETWEEN_READS = Duration.ofMillis(10);

    /** A question, and the number of items behind its answer. */
    private record Question(String path, ToLongFunction<JsonNode> items) {}

    private static final ToLongFunction<JsonNode> TOTAL =
            answer -> answer.path("total").path("total").asLong();
    private static final ToLongFunction<JsonNode> ROWS = answer -> {
        long sum = 0;
        for (JsonNode row : answer.path("rows")) {
            sum += row.path("total").asLong();
        }
        return sum;
    };
    private static final ToLongFunction<JsonNode> NOT_COUNTED = answer -> -1;

    private static final List<Question> COUNTS = List.of(
            new Question("/v1/sentiment", TOTAL),
            new Question("/v1/sentiment?group_by=tag,plan", ROWS),
            new Question("/v1/sentiment?group_by=user", ROWS),
            new Question("/v1/sentiment?q=export", TOTAL),
            new Question("/v1/sentiment/timeline?interval=day&from=2026-01-01T00:00:00Z", ROWS));

    private final Cluster cluster;
    private final List<Question> questions;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger standbyReads = new AtomicInteger();
    private final AtomicInteger written = new AtomicInteger();
    private final AtomicLong slowest = new AtomicLong();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicReference<String> position = new AtomicReference<>("");
    private volatile boolean stopped;

    /** @param more what is asked besides counts, and has to be answered as well */
    ClusterLoad(Cluster cluster, List<String> more, long seed) {
        this.cluster = cluster;
        this.questions = new ArrayList<>(COUNTS);
        more.forEach(path -> questions.add(new Question(path, NOT_COUNTED)));
        for (int i = 0; i < READERS; i++) {
            Random random = new Random(seed + i);
            begin("reader-" + i, () -> read(random), BETWEEN_READS);
        }
        begin("writer", () -> write(new Random(seed + written.get())), BETWEEN_WRITES);
    }

    private void begin(String name, Runnable step, Duration pause) {
        Thread thread = new Thread(
                () -> {
                    while (!stopped) {
                        step.run();
                        Pace.RATE.rest(pause);
                    }
                },
                name);
        thread.start();
        threads.add(thread);
    }

    private void read(Random random) {
        Question question = questions.get(random.nextInt(questions.size()));
        int instance = random.nextInt(cluster.size());
        long begin = System.nanoTime();
        try {
            Answer answer = cluster.ask(instance, client -> client.get(question.path()));
            reads.incrementAndGet();
            slowest.accumulateAndGet(System.nanoTime() - begin, Math::max);
            if (answer.status() != 200) {
                failures.add(question.path() + " at " + instance + ": " + answer.status() + " " + answer.text());
                return;
            }
            check(question, answer);
        } catch (UncheckedIOException nobody) {
            failures.add(question.path() + " at " + instance + ": " + nobody.getCause());
        }
    }

    private void check(Question question, Answer answer) {
        if (question.items() == NOT_COUNTED) {
            return;
        }
        JsonNode json = answer.json();
        JsonNode asOf = json.path("asOf");
        if (!asOf.path("standbys").isEmpty()) {
            standbyReads.incrementAndGet();
        }
        long items = question.items().applyAsLong(json);
        long expected = items(asOf.path("position").asText());
        if (!asOf.path("complete").asBoolean() || items != expected) {
            wrong.add(question.path() + " has " + items + " items, as of " + asOf);
        }
    }

    /** Returns the number of commands up to a position. */
    static long items(String position) {
        long items = 0;
        for (String place : position.split(",")) {
            items += place.isEmpty() ? 0 : Long.parseLong(place.substring(place.indexOf(':') + 1)) + 1;
        }
        return items;
    }

    private void write(Random random) {
        String item = LoopClient.item(
                "The export " + written.get() + " hangs",
                random.nextBoolean() ? "negative" : "positive",
                Map.of("tag", "tag-" + random.nextInt(5), "plan", "plan-" + random.nextInt(3)));
        try {
            // Never sent again: a command that found its item there already would be one without an item of its own.
            Answer answer = cluster.client(random.nextInt(cluster.size())).post("/v1/feedback", item);
            if (answer.status() == 201) {
                written.incrementAndGet();
                position.set(answer.header("Loop-Position"));
            }
        } catch (UncheckedIOException gone) {
            // The write may have been accepted or not; the next one is of another item.
        }
    }

    /** Returns the position of the last write. */
    String position() {
        return position.get();
    }

    int written() {
        return written.get();
    }

    /** The reads since the last call. */
    record Seen(int reads, int ofStandbys, Duration slowest, List<String> failures, List<String> wrong) {}

    Seen seen() {
        var seen = new Seen(
                reads.getAndSet(0),
                standbyReads.getAndSet(0),
                Duration.ofNanos(slowest.getAndSet(0)),
                drained(failures),
                drained(wrong));
        return seen;
    }

    private static List<String> drained(Queue<String> from) {
        List<String> all = new ArrayList<>();
        for (String one = from.poll(); one != null; one = from.poll()) {
            all.add(one);
        }
        return all;
    }

    @Override
    public void close() {
        stopped = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
