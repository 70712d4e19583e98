package dev.loop.bi;

import dev.loop.bi.SinkProgress.Place;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells for how long a sink has owed what its topic held. While items keep coming there is always a lag, so the lag
 * alone says little; what counts is when the records that were there at a look are in the table. Not for several
 * threads at once.
 */
final class SinkDelay {

    /** The end of Kafka's log at some time, and that time. */
    private record Owed(long end, long sinceNanos) {}

    private @Nullable Owed owed;

    /** @param nanos time of the look, as {@link System#nanoTime} */
    void look(Place place, long nanos) {
        Owed known = owed;
        if (place.lag() == 0) {
            owed = null;
        } else if (known == null || place.next() >= known.end()) {
            owed = new Owed(place.end(), nanos);
        }
    }

    /** Returns the age of the oldest debt; empty if nothing was owed at the last look. */
    Optional<Duration> age(long nanos) {
        return Optional.ofNullable(owed).map(known -> Duration.ofNanos(nanos - known.sinceNanos()));
    }
}
