package dev.loop.broker;

import java.util.Optional;

/** Tells whether anything may be taken in now. Cheap enough to ask for every request. */
@FunctionalInterface
public interface WriteGate {

    /** Returns why not, and the remedy, in a sentence or two for the operator; empty while writing is fine. */
    Optional<String> refusal();

    default boolean writable() {
        return refusal().isEmpty();
    }
}
