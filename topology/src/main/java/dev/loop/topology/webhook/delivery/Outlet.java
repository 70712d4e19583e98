package dev.loop.topology.webhook.delivery;

import dev.loop.schemas.avro.WebhookCommand;
import dev.loop.schemas.avro.WebhookDispatch;

/** Where the ledger's words go. */
interface Outlet {

    /** To the sender. */
    void dispatch(WebhookDispatch dispatch);

    /** To the ledgers of other endpoints. */
    void command(WebhookCommand command);
}
