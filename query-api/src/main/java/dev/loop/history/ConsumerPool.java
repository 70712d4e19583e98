package dev.loop.history;

import dev.loop.question.Questions.NotReadyException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;

/**
 * Consumers without a group, lent to one caller at a time. They are made when needed and kept; their number is limited,
 * as each takes some megabytes while it reads.
 */
public final class ConsumerPool<K> implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Supplier<Consumer<K, byte[]>> make;
    private final Semaphore permits;
    private final Deque<Consumer<K, byte[]>> idle = new ArrayDeque<>();
    private boolean closed;

    public ConsumerPool(int most, Supplier<Consumer<K, byte[]>> make) {
        this.make = make;
        this.permits = new Semaphore(most, true);
    }

    /**
     * Lends a consumer. Throws {@link NotReadyException} if all are lent and none comes back in time, or if the broker
     * does not answer.
     */
    public <T> T lend(Function<Consumer<K, byte[]>, T> use) {
        try {
            return lendOne(use);
        } catch (KafkaException noAnswer) {
            NotReadyException notReady = new NotReadyException("The log does not answer", PATIENCE);
            notReady.initCause(noAnswer);
            throw notReady;
        }
    }

    private <T> T lendOne(Function<Consumer<K, byte[]>, T> use) {
        try {
            if (!permits.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new NotReadyException("Too many clients read the log at once", PATIENCE);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new NotReadyException("The server is stopping", PATIENCE);
        }
        try {
            Consumer<K, byte[]> consumer = take();
            boolean sound = false;
            try {
                T result = use.apply(consumer);
                // Prefetched records are of no use to the next caller.
                consumer.unsubscribe();
                sound = true;
                return result;
            } finally {
                giveBack(consumer, sound);
            }
        } finally {
            permits.release();
        }
    }

    private synchronized Consumer<K, byte[]> take() {
        if (closed) {
            throw new NotReadyException("The server is stopping", PATIENCE);
        }
        Consumer<K, byte[]> known = idle.poll();
        return known == null ? make.get() : known;
    }

    private void giveBack(Consumer<K, byte[]> consumer, boolean sound) {
        synchronized (this) {
            if (sound && !closed) {
                idle.push(consumer);
                return;
            }
        }
        consumer.close();
    }

    @Override
    public void close() {
        Deque<Consumer<K, byte[]>> rest;
        synchronized (this) {
            closed = true;
            rest = new ArrayDeque<>(idle);
            idle.clear();
        }
        rest.forEach(Consumer::close);
    }
}
