package dev.loop.topology.webhook;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the ledger knows of an endpoint. Times are epoch milliseconds.
 *
 * @param pausedUntil nothing is sent before: the breaker is open, or the receiver asked for it
 * @param disabledReason why it was disabled, for people
 * @param failingSince since when nothing but failures came back
 * @param consecutiveFailures attempts in a row
 * @param lastSequence of the newest delivery; 0 where there was none
 */
public record EndpointHealth(
        State state,
        OptionalLong pausedUntil,
        OptionalLong disabledAt,
        Optional<String> disabledReason,
        OptionalLong failingSince,
        int consecutiveFailures,
        OptionalLong lastSuccessAt,
        OptionalLong lastFailureAt,
        long lastSequence,
        long pending,
        long delivered,
        long failed,
        long parked) {

    /** In what state an endpoint is. */
    public enum State {
        /** The latest attempt succeeded, or there was none yet. */
        HEALTHY("healthy"),
        FAILING("failing"),
        /** The circuit breaker is open: one attempt at a time is let through to see whether it is back. */
        PAUSED("paused"),
        /** Nothing is sent; what happens meanwhile is parked. */
        DISABLED("disabled");

        private final String word;

        State(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }
}
