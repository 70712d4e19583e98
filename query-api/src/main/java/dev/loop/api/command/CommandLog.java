package dev.loop.api.command;

import dev.loop.schemas.avro.FeedbackCommand;
import java.util.concurrent.CompletableFuture;

/** Where commands go to be applied. */
public interface CommandLog extends AutoCloseable {

    /**
     * Done once the command is safely stored. Fails with {@link LogUnavailableException} where it certainly is not, and
     * with {@link OutcomeUnknownException} where it may be.
     */
    CompletableFuture<Place> append(FeedbackCommand command);

    @Override
    default void close() {}
}
