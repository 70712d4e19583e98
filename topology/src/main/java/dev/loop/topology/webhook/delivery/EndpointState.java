package dev.loop.topology.webhook.delivery;

import dev.loop.topology.webhook.schedule.Breaker;

/**
 * What the ledger keeps of an endpoint as a whole. Changed by the stream thread alone, and written after each step;
 * readers decode a copy of their own. Times are epoch milliseconds, 0 for never.
 */
final class EndpointState {

    final String id;
    /** Settled by the first delivery; until then what a test has said. */
    String project;

    /** The oldest that is still kept. */
    long firstSequence = 1;

    long lastSequence;
    long lastTicket;
    /** The oldest of its attempts that is still kept. */
    long firstAttempt = 1;

    long lastAttempt;
    long lastReplay;

    /** How many deliveries are in each phase. */
    long ready;

    long waiting;
    long dispatched;
    long delivered;
    long failed;
    long parked;

    /** Since when something is ready and not dispatched; 0 while nothing is. */
    long readySince;

    Breaker breaker = Breaker.CLOSED;
    /** The receiver asked to be left alone until then; what it answers to earlier requests meanwhile takes nothing back. */
    long pausedUntil;

    long failingSince;
    long lastSuccessAt;
    long lastFailureAt;
    long disabledAt;
    String disabledReason = "";

    /** How far parking has come; what it has passed need not be looked through again. Not stored. */
    long parkedTo;

    /** Not stored: after a restart it is found out again. */
    Room room = Room.FIRST;

    /** What of it the partition's totals hold. Not stored. */
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

    /** As good as new: its owner has enabled it again. */
    void lift() {
        disabledAt = 0;
        disabledReason = "";
        breaker = Breaker.CLOSED;
        pausedUntil = 0;
        failingSince = 0;
        room = Room.FIRST;
    }

    boolean admits(long now, int window) {
        return dispatched < window && room.admits(dispatched, now) && now >= pausedUntil && breaker.admits(now);
    }

    /** Nothing passes before; 0 if that is not why. */
    long closedUntil() {
        return Math.max(pausedUntil, breaker.open() ? breaker.openUntil() : 0);
    }
}
