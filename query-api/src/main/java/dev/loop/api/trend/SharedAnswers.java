package dev.loop.api.trend;

import dev.loop.question.Questions.NotReadyException;
import dev.loop.question.Questions.TooManyAtOnceException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Makes answers that take memory a few at a time, and shares one among callers that ask the same. A caller shares only
 * an answer that has not begun when it asks, so that the answer includes everything the caller wrote before.
 */
final class SharedAnswers<K, V> {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final Duration longestWait;
    private final Semaphore places;
    private final Map<K, Waited<V>> waiting = new HashMap<>();

    /** @param most answers that are made at once */
    SharedAnswers(int most, Duration longestWait) {
        this.places = new Semaphore(most, true);
        this.longestWait = longestWait;
    }

    private record Waited<V>(CompletableFuture<V> answer) {}

    V get(K key, Supplier<V> work) {
        Waited<V> ours = new Waited<>(new CompletableFuture<>());
        Waited<V> others;
        synchronized (waiting) {
            others = waiting.putIfAbsent(key, ours);
        }
        return others == null ? make(key, ours, work) : await(others);
    }

    private V make(K key, Waited<V> ours, Supplier<V> work) {
        boolean entered = false;
        try {
            entered = places.tryAcquire(longestWait.toMillis(), TimeUnit.MILLISECONDS);
            begin(key, ours);
            if (!entered) {
                throw busy();
            }
            V made = work.get();
            ours.answer().complete(made);
            return made;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            begin(key, ours);
            ours.answer().completeExceptionally(stopping());
            throw stopping();
        } catch (RuntimeException | Error failed) {
            ours.answer().completeExceptionally(failed);
            throw failed;
        } finally {
            if (entered) {
                places.release();
            }
        }
    }

    /** Marks the answer as begun: later callers ask anew. */
    private void begin(K key, Waited<V> ours) {
        synchronized (waiting) {
            waiting.remove(key, ours);
        }
    }

    private V await(Waited<V> others) {
        try {
            return others.answer().get(2 * longestWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failed);
        } catch (TimeoutException late) {
            throw busy();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw stopping();
        }
    }

    private static RuntimeException busy() {
        return new TooManyAtOnceException(
                "So many questions for trends are being answered that this one would have to wait.", RETRY_AFTER);
    }

    private static RuntimeException stopping() {
        return new NotReadyException("The server is stopping.", RETRY_AFTER);
    }
}
