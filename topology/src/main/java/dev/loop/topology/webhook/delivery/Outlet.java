package dev.loop.topology.webhook.delivery;

import dev.loop.schemas.avro.WebhookCommand;
import dev.loop.schemas.avro.WebhookDispatch;

/** Takes what the ledger emits. */
interface Outlet {

    /** Sends a dispatch to the sender. */
    void dispatch(WebhookDispatch dispatch);

    /** Sends a command to the ledger of another endpoint. */
    void command(WebhookCommand command);
}
