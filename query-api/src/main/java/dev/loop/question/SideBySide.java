package dev.loop.question;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Runs one action on several arguments at once, on as many threads as there are processors and on the caller's own. */
final class SideBySide implements AutoCloseable {

    private final ExecutorService threads;

    SideBySide(int processors) {
        AtomicInteger count = new AtomicInteger();
        threads = Executors.newFixedThreadPool(Math.max(1, processors - 1), task -> {
            Thread thread = new Thread(task, "question-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Returns the results in order. The first failure is thrown unchanged. */
    <A, T> List<T> each(List<A> arguments, Function<A, T> action) {
        // The caller does half itself: on few processors, handing over every single one costs more than it gains.
        List<Future<T>> handedOver = new ArrayList<>();
        int own = (arguments.size() + 1) / 2;
        for (A argument : arguments.subList(own, arguments.size())) {
            handedOver.add(threads.submit(() -> action.apply(argument)));
        }
        List<T> results = new ArrayList<>();
        try {
            for (A argument : arguments.subList(0, own)) {
                results.add(action.apply(argument));
            }
            for (Future<T> one : handedOver) {
                results.add(one.get());
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while reading", e);
        } finally {
            handedOver.forEach(one -> one.cancel(false));
        }
        return results;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
