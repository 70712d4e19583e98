package dev.loop.broker;

import java.util.Optional;

/** Whether anything may be taken in just now. Cheap enough to ask for every request. */
@FunctionalInterface
public interface WriteGate {

    /** Why not, and what to do, in a sentence or two for the operator; empty while writing is fine. */
    Optional<String> refusal();

    default boolean writable() {
        return refusal().isEmpty();
    }
}
