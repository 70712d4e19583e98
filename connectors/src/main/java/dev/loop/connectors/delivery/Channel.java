package dev.loop.connectors.delivery;

import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookDispatch;
import dev.loop.schemas.avro.WebhookEndpoint;
import java.util.function.Consumer;

/**
 * Delivers one event to one endpoint: a due dispatch goes in, an outcome comes out. The delivery ledger decides when,
 * and whether again; a channel tries once. Thread-safe.
 */
public interface Channel extends AutoCloseable {

    /**
     * Sends a dispatch and returns at once. Whatever the receiver does is an outcome, and never an exception.
     *
     * @param endpoint as it is now, with its secrets
     * @param possibleDuplicate told to the receiver, which may have had this attempt already
     * @param done gets the attempt, once, in any thread, and must not block
     */
    void send(
            WebhookEndpoint endpoint,
            WebhookDispatch dispatch,
            boolean possibleDuplicate,
            Consumer<WebhookAttempt> done);

    /** Closes the channel; what is under way fails. */
    @Override
    void close();
}
