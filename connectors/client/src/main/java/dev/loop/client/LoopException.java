package dev.loop.client;

import dev.loop.client.model.BatchResult;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Anything that the client throws by itself. No message and no cause of it holds the key. */
public class LoopException extends RuntimeException {

    private transient @Nullable String idempotencyKey;
    private transient @Nullable BatchResult batch;

    LoopException(String message) {
        super(message);
    }

    LoopException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Returns the key of a call that creates: the same call with this key has it once, whatever became of this one. */
    public final Optional<String> idempotencyKey() {
        return Optional.ofNullable(idempotencyKey);
    }

    /** Returns the results of a batch up to the failure. */
    public final Optional<BatchResult> batch() {
        return Optional.ofNullable(batch);
    }

    final void of(@Nullable String key) {
        idempotencyKey = key;
    }

    final void of(String key, BatchResult upToHere) {
        idempotencyKey = key;
        batch = upToHere;
    }
}
