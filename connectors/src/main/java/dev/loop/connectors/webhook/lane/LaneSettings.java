package dev.loop.connectors.webhook.lane;

import java.time.Duration;

/**
 * How much waits and how much is under way.
 *
 * @param inFlight of all endpoints together
 * @param queuedBytes of all endpoints together, from which on no more is taken in until half of them are gone
 * @param queuedPerLane of one endpoint
 * @param longestWait what an endpoint does not take within this time is handed back, so that it does not hold up the log
 *     behind it; a fifth of it while so much waits that no more is taken in
 * @param failuresToOpen in a row, after which an endpoint is left alone for a while
 * @param openFor for how long. The ledger, which knows more, pauses the endpoint as soon as it has heard of the failures;
 *     this covers the time until then
 */
public record LaneSettings(
        int inFlight, long queuedBytes, int queuedPerLane, Duration longestWait, int failuresToOpen, Duration openFor) {

    public static LaneSettings usual() {
        return new LaneSettings(2_000, 64L << 20, 1_024, Duration.ofSeconds(5), 5, Duration.ofSeconds(2));
    }
}
