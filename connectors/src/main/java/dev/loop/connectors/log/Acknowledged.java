package dev.loop.connectors.log;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits until the log has taken a write. */
public final class Acknowledged {

    /** The limit of the wait. The log gives up by itself before that; this only guards against one that does not. */
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /** Returns the result; throws the failure of the write, or {@link OutcomeUnknownException} if nobody answers. */
    public static <T> T get(CompletableFuture<T> write) {
        return get(write, LONGEST);
    }

    /** Does the same for a write that something else comes before. */
    public static <T> T get(CompletableFuture<T> write, Duration atMost) {
        try {
            return write.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failed);
        } catch (TimeoutException noAnswer) {
            throw new OutcomeUnknownException("The log did not answer.", RETRY_AFTER);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new OutcomeUnknownException("The server is stopping.", RETRY_AFTER);
        }
    }

    private Acknowledged() {}
}
