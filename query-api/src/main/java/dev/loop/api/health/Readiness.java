package dev.loop.api.health;

import java.util.Map;

/** Whether this instance can take its part. Not the same as being alive: one that restores its stores is alive. */
public interface Readiness {

    State state();

    /**
     * How it is.
     *
     * @param degraded something beside the API lags or fails; this instance is to be sent requests all the same
     * @param checks what was looked at, and how it is, in words
     */
    record State(boolean ready, boolean degraded, Map<String, String> checks) {
        public State(boolean ready, Map<String, String> checks) {
            this(ready, false, checks);
        }
    }
}
