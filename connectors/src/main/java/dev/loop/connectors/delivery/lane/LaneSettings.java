package dev.loop.connectors.delivery.lane;

import java.time.Duration;

/**
 * Limits of what waits and what is under way.
 *
 * @param inFlight requests under way, over all endpoints
 * @param queuedBytes bytes that wait, over all endpoints; beyond this no more is taken in until half of them are gone
 * @param queuedPerLane items that wait for one endpoint
 * @param longestWait what an endpoint does not take within this time is handed back, so that it does not hold up the
 *     log behind it; a fifth of it while so much waits that no more is taken in
 * @param failuresToOpen failures in a row after which an endpoint is left alone for a while
 * @param openFor how long that is. The ledger, which knows more, pauses the endpoint as soon as it has heard of the
 *     failures; this covers the time until then
 */
public record LaneSettings(
        int inFlight, long queuedBytes, int queuedPerLane, Duration longestWait, int failuresToOpen, Duration openFor) {

    public static LaneSettings usual() {
        return new LaneSettings(2_000, 64L << 20, 1_024, Duration.ofSeconds(5), 5, Duration.ofSeconds(2));
    }
}
