package dev.loop.topology.webhook.delivery;

/**
 * What of a delivery does not change.
 *
 * @param createdAt when the event was, in epoch milliseconds
 * @param receivedAt when the ledger took it in
 */
record Heading(String id, String eventId, String type, long createdAt, long receivedAt) {}
