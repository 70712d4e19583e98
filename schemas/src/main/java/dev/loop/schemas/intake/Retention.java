package dev.loop.schemas.intake;

import java.time.Duration;
import java.util.Optional;

/** Tells how far back a project keeps items. Older ones are not taken in, since they would be erased at once. */
@FunctionalInterface
public interface Retention {

    Retention FOREVER = project -> Optional.empty();

    /** Returns the period; empty if items are kept for ever. */
    Optional<Duration> of(String project);
}
