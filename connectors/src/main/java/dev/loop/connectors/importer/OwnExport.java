package dev.loop.connectors.importer;

import java.util.List;

/**
 * CSV that the API wrote. It has an apostrophe before a text that a spreadsheet would take for a formula, and before a
 * text that begins with one; the first one is none of the text. Other files are not looked at: an apostrophe there may
 * be meant.
 */
final class OwnExport {

    /** Columns that only the API writes together. */
    private static final List<String> COLUMNS =
            List.of("id", "user.id", "message", "receivedAt", "updatedAt", "revision");

    private static final String PROTECTED = "=+-@\t\r\n'";

    static boolean is(List<String> columns) {
        return columns.containsAll(COLUMNS);
    }

    static List<String> read(List<String> fields) {
        return fields.stream().map(OwnExport::read).toList();
    }

    private static String read(String field) {
        return field.length() > 1 && field.charAt(0) == '\'' && PROTECTED.indexOf(field.charAt(1)) >= 0
                ? field.substring(1)
                : field;
    }

    private OwnExport() {}
}
