package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loop.topology.question.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Items that come, change and go all the time, at a steady rate, under tags and a plan that nobody else uses: what is
 * asked of the others meanwhile has one right answer.
 */
final class Movement implements AutoCloseable {

    /** A part of the name of every tag, and the plan. */
    static final String NAME = "moving";

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int WRITERS = 8;
    private static final String DAY = "2016-02-29T12:00:00Z";

    private final LoopClient client;
    private final long nanosBetween;
    private final long begin = System.nanoTime();
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong changes = new AtomicLong();
    private final ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
    private final List<Future<Position>> ends = new ArrayList<>();
    private volatile boolean over;

    private Movement(LoopClient client, int perSecond) {
        this.client = client;
        this.nanosBetween = TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    static Movement start(LoopClient client, int perSecond) {
        var movement = new Movement(client, perSecond);
        for (int writer = 0; writer < WRITERS; writer++) {
            String name = NAME + "-" + writer + "-";
            movement.ends.add(movement.writers.submit(() -> movement.write(name)));
        }
        return movement;
    }

    private Position write(String name) throws InterruptedException {
        Position position = Position.NONE;
        for (int item = 0; !over; item++) {
            LoopClient.Answer created = client.post(
                    "/v1/feedback",
                    "{\"user\":{\"id\":\"" + name + item + "\"},\"message\":\"comes and goes\","
                            + "\"sentiment\":\"negative\",\"tag\":\"moving\",\"plan\":\"moving\",\"createdAt\":\"" + DAY
                            + "\"}");
            position = position.and(said(created));
            String path = "/v1/feedback/" + created.json().path("id").asText();
            position = position.and(said(client.patch(path, "{\"status\":\"resolved\",\"reason\":\"done\"}")));
            position = position.and(said(client.patch(path, "{\"tag\":\"moving on\"}")));
            position = position.and(said(client.patch(path, "{\"sentiment\":\"positive\"}")));
            if (item % 2 == 0) {
                position = position.and(said(client.delete(path)));
            }
        }
        return position;
    }

    private Position said(LoopClient.Answer answer) throws InterruptedException {
        assertThat(answer.status()).as(answer.text()).isBetween(200, 204);
        changes.incrementAndGet();
        long due = begin + next.getAndIncrement() * nanosBetween;
        TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
        return Position.parse(answer.header("Loop-Position")).orElseThrow();
    }

    /** Stops, and tells the position of all that was written. */
    Position end() throws Exception {
        over = true;
        Position last = Position.NONE;
        for (Future<Position> end : ends) {
            last = last.and(end.get());
        }
        System.out.printf(
                "Movement: %d changes at %.0f/s%n", changes.get(), changes.get() / ((System.nanoTime() - begin) / 1e9));
        return last;
    }

    /** Until as many were accepted since the start. */
    void awaitChanges(long count) {
        await().atMost(LONGEST).until(() -> {
            for (Future<Position> end : ends) {
                if (end.isDone()) {
                    end.get();
                }
            }
            return changes.get() >= count;
        });
    }

    /** How many changes were accepted by now. */
    long changes() {
        return changes.get();
    }

    @Override
    public void close() {
        over = true;
        writers.shutdownNow();
    }
}
