package dev.loop.api.health;

import dev.loop.topology.cause.Cause;
import java.util.List;
import java.util.Map;

/**
 * Tells whether this instance can take its part. It differs from being alive: an instance that restores its stores is
 * alive.
 */
public interface Readiness {

    State state();

    /**
     * The present state.
     *
     * @param degraded something beside the API lags or fails; this instance is to be sent requests all the same
     * @param checks result of each check, in words
     * @param causes known causes
     */
    record State(boolean ready, boolean degraded, Map<String, String> checks, List<Cause> causes) {
        public State(boolean ready, Map<String, String> checks) {
            this(ready, false, checks, List.of());
        }
    }
}
