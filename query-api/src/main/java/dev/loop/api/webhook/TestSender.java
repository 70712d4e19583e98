package dev.loop.api.webhook;

import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookDispatch;
import dev.loop.schemas.avro.WebhookEndpoint;

/** Sends one request at once, past ledger and lanes, in the same way as any other. */
@FunctionalInterface
public interface TestSender {

    /** What came back; a failure is an outcome too. Takes as long as a request may. */
    WebhookAttempt send(WebhookEndpoint endpoint, WebhookDispatch dispatch);
}
