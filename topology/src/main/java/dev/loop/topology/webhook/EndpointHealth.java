package dev.loop.topology.webhook;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The ledger's knowledge of an endpoint. Times are epoch milliseconds.
 *
 * @param pausedUntil nothing is sent before this time: the breaker is open, or the receiver asked for the pause
 * @param disabledReason why the endpoint was disabled, for people
 * @param failingSince start of the run of failures without a success
 * @param consecutiveFailures failed attempts in a row
 * @param lastSequence number of the newest delivery; 0 if there was none
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

    /** The state of an endpoint. */
    public enum State {
        /** The latest attempt succeeded, or there was none yet. */
        HEALTHY("healthy"),
        FAILING("failing"),
        /** The circuit breaker is open: one attempt at a time is let through to see whether the endpoint is back. */
        PAUSED("paused"),
        /** Nothing is sent; new events are parked. */
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
