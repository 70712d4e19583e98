package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loop.e2e.LoopClient.Answer;
import dev.loop.topology.question.Position;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Items that come, change and go all the time, under tags and a plan that nobody else uses: what is asked of the others
 * meanwhile has one right answer. Changes are offered at a steady rate, whether those before them are answered or not;
 * only the next one of the same item waits for its answer.
 */
final class Movement implements AutoCloseable {

    /** A part of the name of every tag, and the plan. */
    static final String NAME = "moving";

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final String DAY = "2016-02-29T12:00:00Z";

    /** A server that cannot keep up is not asked for ever more at once. */
    private static final int MOST_UNDER_WAY = 500;

    private final LoopClient client;
    private final int perSecond;
    private final long begin = System.nanoTime();
    private final Semaphore free = new Semaphore(MOST_UNDER_WAY);
    private final Queue<Moving> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong changes = new AtomicLong();
    private final AtomicReference<Position> reached = new AtomicReference<>(Position.NONE);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Thread pace = new Thread(this::offer, "movement");
    private volatile boolean over;

    private Movement(LoopClient client, int perSecond) {
        this.client = client;
        this.perSecond = perSecond;
    }

    static Movement start(LoopClient client, int perSecond) {
        var movement = new Movement(client, perSecond);
        movement.pace.setDaemon(true);
        movement.pace.start();
        return movement;
    }

    /** An item that was created, and how often it was changed since. */
    private record Moving(String id, long number, int changed) {
        Moving next() {
            return new Moving(id, number, changed + 1);
        }

        /** Every other item is erased in the end, the others stay. */
        boolean ends() {
            return changed == (number % 2 == 0 ? 4 : 3);
        }
    }

    private void offer() {
        long nanosBetween = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long created = 0;
        try {
            for (long offered = 0; !over; offered++) {
                Pace.RATE.rest(Duration.ofNanos(begin + offered * nanosBetween - System.nanoTime()));
                free.acquire();
                Moving item = waiting.poll();
                if (item == null) {
                    create(created++);
                } else {
                    change(item);
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    private void create(long number) {
        String body = "{\"user\":{\"id\":\"" + NAME + "-" + number + "\"},\"message\":\"comes and goes\","
                + "\"sentiment\":\"negative\",\"tag\":\"moving\",\"plan\":\"moving\",\"createdAt\":\"" + DAY + "\"}";
        send(
                "POST",
                "/v1/feedback",
                body,
                answer -> new Moving(answer.json().path("id").asText(), number, 0));
    }

    private void change(Moving item) {
        String path = "/v1/feedback/" + item.id();
        switch (item.changed()) {
            case 0 -> send("PATCH", path, "{\"status\":\"resolved\",\"reason\":\"done\"}", answer -> item.next());
            case 1 -> send("PATCH", path, "{\"tag\":\"moving on\"}", answer -> item.next());
            case 2 -> send("PATCH", path, "{\"sentiment\":\"positive\"}", answer -> item.next());
            default -> send("DELETE", path, "", answer -> item.next());
        }
    }

    private interface Following {
        Moving after(Answer answer);
    }

    private void send(String method, String path, String body, Following following) {
        client.later(method, path, body).whenComplete((answer, failed) -> {
            try {
                if (failed != null) {
                    throw new AssertionError(method + " " + path, failed);
                }
                assertThat(answer.status()).as(answer.text()).isBetween(200, 204);
                Position position =
                        Position.parse(answer.header("Loop-Position")).orElseThrow();
                reached.accumulateAndGet(position, Position::and);
                changes.incrementAndGet();
                Moving item = following.after(answer);
                if (!item.ends()) {
                    waiting.add(item);
                }
            } catch (RuntimeException | AssertionError e) {
                failure.compareAndSet(null, e);
            } finally {
                free.release();
            }
        });
    }

    /** Stops, and tells the position of all that was written. */
    Position end() throws InterruptedException {
        over = true;
        pace.join();
        assertThat(free.tryAcquire(MOST_UNDER_WAY, LONGEST.toSeconds(), TimeUnit.SECONDS))
                .as("all that was sent is answered")
                .isTrue();
        double rate = changes.get() / ((System.nanoTime() - begin) / 1e9);
        System.out.printf(
                "Movement: %,d changes at %.0f/s, of %d/s offered%s%n",
                changes.get(), rate, perSecond, rate < 0.95 * perSecond ? ": THIS MACHINE WAS TOO SLOW FOR MORE" : "");
        check();
        return reached.get();
    }

    /** Waits until this many changes were accepted since the start. */
    void awaitChanges(long count) {
        await().atMost(LONGEST).until(() -> {
            check();
            return changes.get() >= count;
        });
    }

    private void check() {
        Throwable failed = failure.get();
        if (failed != null) {
            throw new AssertionError("The movement failed", failed);
        }
    }

    /** Returns the number of changes accepted by now. */
    long changes() {
        return changes.get();
    }

    @Override
    public void close() {
        over = true;
        pace.interrupt();
    }
}
