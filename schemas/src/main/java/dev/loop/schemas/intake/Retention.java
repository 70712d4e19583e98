package dev.loop.schemas.intake;

import java.time.Duration;
import java.util.Optional;

/** How far back a project keeps items; what is older is not taken in, since it would be erased at once. */
@FunctionalInterface
public interface Retention {

    Retention FOREVER = project -> Optional.empty();

    /** Empty where items are kept for ever. */
    Optional<Duration> of(String project);
}
