package dev.loop.topology.webhook.delivery;

import dev.loop.schemas.avro.WebhookCommand;
import dev.loop.schemas.avro.WebhookDispatch;
import dev.loop.schemas.event.Event;

/** Takes what the ledger emits. */
interface Outlet {

    /** Sends a dispatch to the sender. */
    void dispatch(WebhookDispatch dispatch);

    /** Writes an event to the log of the project. */
    void event(String project, Event event);

    /** Sends a command to the ledger of another endpoint. */
    void command(WebhookCommand command);
}
