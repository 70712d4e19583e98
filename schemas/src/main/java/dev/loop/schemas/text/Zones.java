package dev.loop.schemas.text;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads zones: names of the IANA database, whose case does not count, and offsets. */
public final class Zones {

    /** Names of the database that Java lacks, as links to those it has. */
    private static final Map<String, String> LINKS =
            Map.of("EST", "America/Panama", "MST", "America/Phoenix", "HST", "Pacific/Honolulu", "ROC", "Asia/Taipei");

    private static final Map<String, String> BY_LOWER_CASE = ZoneId.getAvailableZoneIds().stream()
            .collect(Collectors.toUnmodifiableMap(name -> name.toLowerCase(Locale.ROOT), name -> name));

    /** Returns the zone, or empty if there is none of the name. */
    public static Optional<ZoneId> of(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        String known = LINKS.getOrDefault(upper, BY_LOWER_CASE.getOrDefault(name.toLowerCase(Locale.ROOT), upper));
        try {
            return Optional.of(ZoneId.of(known));
        } catch (DateTimeException unknown) {
            return Optional.empty();
        }
    }

    /** Returns the name that somebody meant who misspelt it. */
    public static Optional<String> nearest(String name) {
        return Nearest.to(name, BY_LOWER_CASE.values());
    }

    private Zones() {}
}
