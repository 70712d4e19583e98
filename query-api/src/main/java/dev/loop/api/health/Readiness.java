package dev.loop.api.health;

import java.util.Map;

/** Whether this instance can take its part. Not the same as being alive: one that restores its stores is alive. */
public interface Readiness {

    State state();

    /** @param checks what was looked at, and how it is, in words */
    record State(boolean ready, Map<String, String> checks) {}
}
