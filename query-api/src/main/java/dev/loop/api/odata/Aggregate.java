package dev.loop.api.odata;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An aggregate: {@code Items with sum as N}, {@code $count as N}.
 *
 * @param of the aggregated column; empty for {@code $count}
 */
record Aggregate(Optional<ODataColumn> of, Method how, String alias) {

    enum Method {
        SUM,
        MIN,
        MAX,
        AVERAGE,
        COUNT;

        /** The methods that aggregate a column. */
        static final List<String> WORDS = List.of("sum", "min", "max", "average");

        static Optional<Method> ofWord(String word) {
            return Arrays.stream(values())
                    .filter(method -> WORDS.contains(word)
                            && method.name().toLowerCase(Locale.ROOT).equals(word))
                    .findFirst();
        }
    }

    ODataColumn column() {
        ValueType type = switch (how) {
            case COUNT -> ValueType.INT64;
            case AVERAGE -> ValueType.DOUBLE;
            default -> of.orElseThrow().type();
        };
        return ODataColumn.optional(alias, type, "");
    }
}
