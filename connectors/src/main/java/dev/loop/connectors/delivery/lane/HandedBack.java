package dev.loop.connectors.delivery.lane;

import java.time.Duration;
import java.util.Optional;

/**
 * A queued item that was not sent.
 *
 * @param expected how long it would have had to wait, if that is known
 */
public record HandedBack<T>(T item, Reason reason, Optional<Duration> expected) {

    /** The reason why it was not sent. */
    public enum Reason {
        LANE_FULL("lane-full", "Too much waits for this endpoint here."),
        RATE_LIMIT("rate-limit", "The endpoint's rate limit leaves no room soon."),
        BREAKER_OPEN("breaker-open", "The endpoint failed several times in a row and is left alone for a moment."),
        ASKED_TO_WAIT("asked-to-wait", "The endpoint asked for fewer requests."),
        UNKNOWN_ENDPOINT("unknown-endpoint", "The endpoint is not known here, or not yet."),
        DISABLED("disabled", "The endpoint is disabled."),
        TOO_SLOW("too-slow", "The endpoint takes its requests too slowly.");

        private final String word;
        private final String sentence;

        Reason(String word, String sentence) {
            this.word = word;
            this.sentence = sentence;
        }

        public String word() {
            return word;
        }

        public String sentence() {
            return sentence;
        }
    }
}
