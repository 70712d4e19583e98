package dev.loop.client.query;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * Which items, by time too.
 *
 * @param <Q> the kind of query
 */
public abstract class Filters<Q extends Filters<Q>> extends TextFilters<Q> {

    Filters() {}

    /** Said at this time or later. */
    public final Q from(Instant time) {
        return set("from", time);
    }

    /** Said on this day, in the time zone, or later. */
    public final Q from(LocalDate day) {
        return set("from", day);
    }

    /** Said before this time. */
    public final Q to(Instant time) {
        return set("to", time);
    }

    /** Said before this day begins in the time zone. */
    public final Q to(LocalDate day) {
        return set("to", day);
    }

    /** Sets the zone that defines days; UTC if left out. */
    public final Q timezone(ZoneId zone) {
        return set("timezone", zone.getId());
    }

    /** Accepts an answer without the partitions that cannot be read now, which {@code asOf.missing} names. */
    public final Q partial() {
        return set("partial", true);
    }
}
