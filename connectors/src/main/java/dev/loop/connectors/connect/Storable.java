package dev.loop.connectors.connect;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import org.apache.kafka.connect.errors.DataException;

/**
 * Checks values for a database. Throws {@link DataException} for what it would refuse, since it would refuse the whole
 * batch.
 */
final class Storable {

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    static String text(String value) {
        if (value.indexOf(0) >= 0) {
            throw new DataException("A text holds NUL, which PostgreSQL cannot");
        }
        return value;
    }

    /** Formats a time as RFC 3339 in UTC. */
    static String time(Date value) {
        Instant instant = value.toInstant();
        if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
            throw new DataException("A time of " + value.getTime() + " ms is beyond the years 1 to 9999");
        }
        return DateTimeFormatter.ISO_INSTANT.format(instant);
    }

    private Storable() {}
}
