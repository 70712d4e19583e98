package dev.loop.connectors.importer;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The replacements for values of a field: {@code 1} or {@code 1..2} for {@code negative}. A value without a replacement
 * stays as it is. Numbers are compared as numbers, so that {@code 1} covers {@code 1.0}; a range includes both its
 * ends, either of which may be missing.
 */
final class ValueMap {

    private record Range(
            @Nullable BigDecimal from, @Nullable BigDecimal to, String value) {
        boolean covers(BigDecimal number) {
            return (from == null || from.compareTo(number) <= 0) && (to == null || to.compareTo(number) >= 0);
        }
    }

    private final Map<String, String> exact = new HashMap<>();
    private final List<Range> ranges = new ArrayList<>();
    private @Nullable String otherwise;

    /** @param specifications {@code FIELD:FROM=TO} */
    static Map<Field, ValueMap> of(List<String> specifications) {
        Map<Field, ValueMap> maps = new HashMap<>();
        for (String specification : specifications) {
            int colon = specification.indexOf(':');
            int equals = specification.lastIndexOf('=');
            if (colon < 1 || equals < colon) {
                throw new ImportException("'" + specification + "' is not a value map. Write FIELD:FROM=TO,"
                        + " for example --value sentiment:1..2=negative.");
            }
            maps.computeIfAbsent(Field.of(specification.substring(0, colon)), field -> new ValueMap())
                    .add(specification.substring(colon + 1, equals), specification.substring(equals + 1));
        }
        return maps;
    }

    /** @param meanings by value; {@code *} is any other */
    static ValueMap of(Map<String, String> meanings) {
        ValueMap map = new ValueMap();
        meanings.forEach(map::add);
        map.otherwise = map.exact.remove("*");
        return map;
    }

    private void add(String from, String to) {
        int dots = from.indexOf("..");
        if (dots >= 0 && from.length() > 2) {
            BigDecimal low = number(from.substring(0, dots));
            BigDecimal high = number(from.substring(dots + 2));
            if ((low != null || dots == 0) && (high != null || dots + 2 == from.length())) {
                if (low != null && high != null && low.compareTo(high) > 0) {
                    throw new ImportException("The range " + from + " is empty: its lower end comes first.");
                }
                ranges.add(new Range(low, high, to));
                return;
            }
        }
        BigDecimal number = number(from);
        if (number != null) {
            ranges.add(new Range(number, number, to));
        } else {
            exact.put(from, to);
        }
    }

    /** @param text empty where a row has no value */
    String apply(String text) {
        String mapped = exact.get(text);
        if (mapped == null && !ranges.isEmpty()) {
            BigDecimal number = number(text.strip());
            if (number != null) {
                for (Range range : ranges) {
                    if (range.covers(number)) {
                        return range.value();
                    }
                }
            }
        }
        String rest = otherwise == null || text.isEmpty() ? text : otherwise;
        return mapped == null ? rest : mapped;
    }

    private static @Nullable BigDecimal number(String text) {
        if (text.isEmpty() || text.length() > 40 || "+-.0123456789".indexOf(text.charAt(0)) < 0) {
            return null;
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
