package dev.loop.api.health;

import dev.loop.topology.cause.Cause;
import java.util.List;
import java.util.Map;

/** Whether this instance can take its part. Not the same as being alive: one that restores its stores is alive. */
public interface Readiness {

    State state();

    /**
     * How it is.
     *
     * @param degraded something beside the API lags or fails; this instance is to be sent requests all the same
     * @param checks what was looked at, and how it is, in words
     * @param causes what is wrong, where it is known
     */
    record State(boolean ready, boolean degraded, Map<String, String> checks, List<Cause> causes) {
        public State(boolean ready, Map<String, String> checks) {
            this(ready, false, checks, List.of());
        }
    }
}
