package dev.loop.api.webhook;

import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookDispatch;
import dev.loop.schemas.avro.WebhookEndpoint;
import java.util.concurrent.CompletableFuture;

/** Sends one request at once, past ledger and lanes, in the same way as any other. */
@FunctionalInterface
public interface TestSender {

    /** What came back; a failure is an outcome too. Done within the deadline of a request. */
    CompletableFuture<WebhookAttempt> send(WebhookEndpoint endpoint, WebhookDispatch dispatch);
}
