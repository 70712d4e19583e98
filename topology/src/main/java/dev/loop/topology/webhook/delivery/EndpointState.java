package dev.loop.topology.webhook.delivery;

import dev.loop.topology.webhook.schedule.Breaker;

/**
 * The ledger's state of an endpoint as a whole. Only the stream thread changes it, and writes it after each step;
 * readers decode a copy. Times are epoch milliseconds, 0 for never.
 */
final class EndpointState {

    final String id;
    /** The project, settled by the first delivery; until then by a test. */
    String project;

    /** Sequence of the oldest delivery that is still kept. */
    long firstSequence = 1;

    long lastSequence;
    long lastTicket;
    /** Number of the oldest attempt that is still kept. */
    long firstAttempt = 1;

    long lastAttempt;
    long lastReplay;

    /** The number of deliveries in each phase. */
    long ready;

    long waiting;
    long dispatched;
    long delivered;
    long failed;
    long parked;

    /** The time since which something is ready and not dispatched; 0 while nothing is. */
    long readySince;

    Breaker breaker = Breaker.CLOSED;
    /** The receiver asked to be left alone until this time; its answers to earlier requests do not shorten it. */
    long pausedUntil;

    long failingSince;
    long lastSuccessAt;
    long lastFailureAt;
    long disabledAt;
    String disabledReason = "";

    /** Parking has come this far and need not look at earlier deliveries again. Not stored. */
    long parkedTo;

    /** The sender's room for this endpoint. Not stored: after a restart it is found out again. */
    SendWindow sendWindow = SendWindow.FIRST;

    /** This endpoint's part of the partition's totals. Not stored. */
    Totals.Share counted = Totals.NOTHING;

    EndpointState(String id, String project) {
        this.id = id;
        this.project = project;
    }

    long pending() {
        return ready + waiting + dispatched;
    }

    void count(Phase phase, int change) {
        switch (phase) {
            case READY -> ready += change;
            case WAITING -> waiting += change;
            case DISPATCHED -> dispatched += change;
            case DELIVERED -> delivered += change;
            case FAILED -> failed += change;
            case PARKED -> parked += change;
        }
    }

    void succeeded(long now) {
        breaker = breaker.succeeded();
        failingSince = 0;
        lastSuccessAt = now;
    }

    void failed(long ticket, long now, Breaker.Limits limits) {
        breaker = breaker.failed(ticket, now, limits);
        failingSince = failingSince == 0 ? now : failingSince;
        lastFailureAt = now;
    }

    void disable(long now, String reason) {
        disabledAt = now;
        disabledReason = reason;
    }

    /** Clears all failures: the owner has enabled the endpoint again. */
    void lift() {
        disabledAt = 0;
        disabledReason = "";
        breaker = Breaker.CLOSED;
        pausedUntil = 0;
        failingSince = 0;
        sendWindow = SendWindow.FIRST;
    }

    boolean admits(long now, int window) {
        return dispatched < window && sendWindow.admits(dispatched, now) && now >= pausedUntil && breaker.admits(now);
    }

    /** Returns the time before which nothing passes; 0 if nothing holds deliveries back. */
    long closedUntil() {
        return Math.max(pausedUntil, breaker.open() ? breaker.openUntil() : 0);
    }
}
