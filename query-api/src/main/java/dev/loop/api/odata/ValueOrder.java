package dev.loop.api.odata;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** Compares values whose types {@linkplain ValueType#comparesWith compare}. */
final class ValueOrder {

    /** The order of {@code $orderby}: null comes before everything. */
    static final Comparator<@Nullable Object> NULLS_FIRST = Comparator.nullsFirst(ValueOrder::compare);

    /** Compares texts by code unit, {@code false} before {@code true}, and a date as the beginning of its day. */
    static int compare(Object one, Object other) {
        if (one instanceof Long a && other instanceof Long b) {
            return a.compareTo(b);
        }
        if (one instanceof Number && other instanceof Number) {
            return exact(one).compareTo(exact(other));
        }
        if (one instanceof String a && other instanceof String b) {
            return a.compareTo(b);
        }
        if (one instanceof Boolean a && other instanceof Boolean b) {
            return a.compareTo(b);
        }
        return instant(one).compareTo(instant(other));
    }

    static boolean equal(@Nullable Object one, @Nullable Object other) {
        return one == null || other == null ? one == other : compare(one, other) == 0;
    }

    private static BigDecimal exact(Object number) {
        return number instanceof Long whole ? BigDecimal.valueOf(whole) : new BigDecimal(number.toString());
    }

    private static Instant instant(Object time) {
        return time instanceof LocalDate day ? day.atStartOfDay(ZoneOffset.UTC).toInstant() : (Instant) time;
    }

    private ValueOrder() {}
}
