package dev.loop.e2e;

import dev.loop.e2e.RecordingReceiver.Gate;
import dev.loop.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The instants of a webhook's life at which the program is killed. Each is told from outside: by what the receiver holds
 * or has answered, by what is written to the topics, by what the API has answered.
 */
enum KillInstant {
    ACCEPTED("items were just accepted", 0, KillScene.CONCURRENCY) {
        @Override
        void reach(KillScene scene) {
            scene.post(ITEMS);
            scene.kill();
        }
    },
    FANNED_OUT("deliveries were written, dispatches not yet", 0, KillScene.CONCURRENCY) {
        @Override
        void reach(KillScene scene) {
            try (TopicWatch watch = TopicWatch.committed(scene.loop(), Topics.WEBHOOK_COMMANDS)) {
                CompletableFuture<Void> post = CompletableFuture.runAsync(() -> scene.post(ITEMS));
                watch.await(1);
                post.join();
                scene.kill();
            }
        }
    },
    DISPATCHED("dispatches were written, and were about to be sent", 0, KillScene.CONCURRENCY) {
        @Override
        void reach(KillScene scene) {
            try (TopicWatch watch = TopicWatch.committed(scene.loop(), Topics.WEBHOOK_DISPATCH)) {
                CompletableFuture<Void> post = CompletableFuture.runAsync(() -> scene.post(ITEMS));
                watch.await(1);
                post.join();
                scene.kill();
            }
        }
    },
    IN_FLIGHT("requests were under way, others waited behind them", KillScene.CONCURRENCY, KillScene.CONCURRENCY) {
        @Override
        void reach(KillScene scene) throws InterruptedException {
            hold(scene);
            scene.kill();
        }
    },
    ANSWERED("requests were just answered", 0, KillScene.CONCURRENCY) {
        @Override
        void reach(KillScene scene) throws InterruptedException {
            int answered = scene.receiver().answered();
            hold(scene).open();
            scene.receiver().awaitAnswered(answered + 1);
            scene.kill();
        }
    },
    OUTCOME_WRITTEN("outcomes were written, and not committed yet", 0, KillScene.CONCURRENCY) {
        @Override
        void reach(KillScene scene) throws InterruptedException {
            Gate gate = hold(scene);
            try (TopicWatch watch = TopicWatch.written(scene.loop(), Topics.WEBHOOK_ATTEMPTS)) {
                gate.open();
                watch.await(1);
                scene.kill();
            }
        }
    },
    OUTCOME_COMMITTED("outcomes were just committed", 0, 0) {
        @Override
        void reach(KillScene scene) {
            try (TopicWatch watch = TopicWatch.committed(scene.loop(), Topics.WEBHOOK_ATTEMPTS)) {
                scene.post(ITEMS);
                watch.await(ITEMS);
                scene.kill();
            }
        }
    },
    RETRIES_DUE("retries fell due, and were being scheduled", 0, KillScene.CONCURRENCY) {
        @Override
        void reach(KillScene scene) {
            AtomicInteger firsts = new AtomicInteger();
            // One in four succeeds, so that the breaker stays closed.
            scene.receiver().behave(request -> request.attempt() == 1 && firsts.incrementAndGet() % 4 != 0 ? 500 : 200);
            try (TopicWatch watch = TopicWatch.written(scene.loop(), Topics.WEBHOOK_DISPATCH)) {
                scene.post(ITEMS);
                watch.await(ITEMS + 1);
                scene.kill();
            }
        }
    },
    ROTATING("the secret was just rotated", 1, KillScene.CONCURRENCY) {
        @Override
        void reach(KillScene scene) throws InterruptedException {
            hold(scene);
            scene.rotate();
            scene.kill();
        }
    },
    STOPPING("it was stopping, and waited for requests under way", KillScene.CONCURRENCY, KillScene.CONCURRENCY) {
        @Override
        void reach(KillScene scene) throws InterruptedException {
            hold(scene);
            scene.loop().askToStop();
            Pace.AT_RANDOM.restMillis(scene.random().nextInt(1_000));
            scene.kill();
        }
    },
    STARTING("it was starting again after a kill", 0, KillScene.CONCURRENCY) {
        @Override
        void reach(KillScene scene) throws InterruptedException {
            hold(scene);
            scene.kill();
            scene.beginAgain();
            Pace.AT_RANDOM.restMillis(500 + scene.random().nextInt(4_000));
            scene.kill();
        }
    },
    AT_RANDOM("at random, under load", 0, KillScene.CONCURRENCY) {
        @Override
        void reach(KillScene scene) throws InterruptedException {
            scene.receiver().behave(request -> {
                Pace.SLOW_PEER.restMillis(scene.chance(LONGEST_ANSWER_MILLIS));
                return scene.chance(FAILS_ONE_IN) > 0 ? 200 : 500;
            });
            long end = System.nanoTime() + (100L + scene.random().nextInt(LONGEST_LOAD_MILLIS)) * 1_000_000;
            List<Thread> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                Thread writer = new Thread(() -> {
                    while (System.nanoTime() < end) {
                        scene.postOne();
                    }
                });
                writer.start();
                writers.add(writer);
            }
            for (Thread writer : writers) {
                writer.join();
            }
            Pace.AT_RANDOM.restMillis(scene.random().nextInt(LONGEST_QUIET_MILLIS));
            scene.kill();
        }
    };

    /** More than are ever under way. */
    private static final int ITEMS = 60;

    /** The sender begins with few at once, and sends more with each success. */
    private static final int FIRST_ANSWERED = 20;

    private static final int WRITERS = 3;
    private static final int LONGEST_LOAD_MILLIS = 2_500;
    /** The instants after the last write, between the answer of a receiver and the next attempt. */
    private static final int LONGEST_QUIET_MILLIS = 600;

    private static final int LONGEST_ANSWER_MILLIS = 40;
    private static final int FAILS_ONE_IN = 40;

    /** Ends the sentence "killed when …". */
    final String words;
    /** Requests without an outcome that each kill leaves, since the instant is reached for certain. */
    final int leastUnderWay;

    final int mostUnderWay;

    KillInstant(String words, int leastUnderWay, int mostUnderWay) {
        this.words = words;
        this.leastUnderWay = leastUnderWay;
        this.mostUnderWay = mostUnderWay;
    }

    /** Returns when the program is dead. */
    abstract void reach(KillScene scene) throws InterruptedException;

    /** Holds as many requests as may be under way; those before them have their outcome. */
    private static Gate hold(KillScene scene) throws InterruptedException {
        Gate gate = new Gate(FIRST_ANSWERED);
        scene.receiver().behave(gate);
        int before = scene.receiver().received().size();
        scene.post(ITEMS);
        scene.receiver().awaitReceived(before + FIRST_ANSWERED + KillScene.CONCURRENCY);
        return gate;
    }
}
