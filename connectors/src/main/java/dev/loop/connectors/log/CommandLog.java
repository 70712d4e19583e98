package dev.loop.connectors.log;

import dev.loop.schemas.avro.FeedbackCommand;
import java.util.concurrent.CompletableFuture;

/** The log of commands to be applied. */
public interface CommandLog extends AutoCloseable {

    /**
     * Appends a command; done once it is safely stored. Fails with {@link LogUnavailableException} if it certainly is
     * not stored, and with {@link OutcomeUnknownException} if it may be.
     */
    CompletableFuture<Place> append(FeedbackCommand command);

    @Override
    default void close() {}
}
