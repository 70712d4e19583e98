package dev.loop.bi;

import dev.loop.bi.SinkProgress.Place;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * For how long a sink has owed what its topic held. Where more comes in all the time there is always something to come,
 * so a lag alone says little: what counts is when the records that were there at a look are in the table. Not for several
 * threads at once.
 */
final class Backlog {

    /** Kafka's end at some time, and when that was. */
    private record Owed(long end, long sinceNanos) {}

    private @Nullable Owed owed;

    /** @param nanos when it was looked at, as {@link System#nanoTime} */
    void look(Place place, long nanos) {
        Owed known = owed;
        if (place.lag() == 0) {
            owed = null;
        } else if (known == null || place.next() >= known.end()) {
            owed = new Owed(place.end(), nanos);
        }
    }

    /** Empty where nothing was owed at the last look. */
    Optional<Duration> age(long nanos) {
        return Optional.ofNullable(owed).map(known -> Duration.ofNanos(nanos - known.sinceNanos()));
    }
}
