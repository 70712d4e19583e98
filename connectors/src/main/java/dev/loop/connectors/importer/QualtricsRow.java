package dev.loop.connectors.importer;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The third line of an export of Qualtrics, whose cells are such as {@code {"ImportId":"startDate","timeZone":"UTC"}}. */
final class QualtricsRow {

    private static final Pattern CELL = Pattern.compile("\\s*\\{\\s*\"ImportId\"\\s*:.*}\\s*", Pattern.DOTALL);
    private static final Pattern ZONE = Pattern.compile("\"timeZone\"\\s*:\\s*\"([^\"]+)\"");

    static boolean is(List<String> fields) {
        return fields.stream().anyMatch(field -> !field.isBlank())
                && fields.stream()
                        .filter(field -> !field.isBlank())
                        .allMatch(field -> CELL.matcher(field).matches());
    }

    /** Returns the zone in which the times of the file are. */
    static Optional<ZoneId> zone(List<String> fields) {
        for (String field : fields) {
            Matcher matcher = ZONE.matcher(field);
            if (CELL.matcher(field).matches() && matcher.find()) {
                try {
                    return Optional.of(ZoneId.of(matcher.group(1), ZoneId.SHORT_IDS));
                } catch (DateTimeException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private QualtricsRow() {}
}
