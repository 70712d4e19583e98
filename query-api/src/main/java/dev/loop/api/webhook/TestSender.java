package dev.loop.api.webhook;

import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookDispatch;
import dev.loop.schemas.avro.WebhookEndpoint;
import java.util.concurrent.CompletableFuture;

/** Sends one request at once, past ledger and lanes, in the same way as any other. */
@FunctionalInterface
public interface TestSender {

    /** Sends a request. The future holds the outcome, a failure included, within the deadline of a request. */
    CompletableFuture<WebhookAttempt> send(WebhookEndpoint endpoint, WebhookDispatch dispatch);
}
