package dev.loop.topology.webhook.delivery;

/**
 * The part of a delivery that never changes.
 *
 * @param createdAt when the event happened, in epoch milliseconds
 * @param receivedAt when the ledger took the delivery in
 */
record Heading(String id, String eventId, String type, long createdAt, long receivedAt) {}
