package dev.loop.connectors.importer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * CSV that the API wrote. It has an apostrophe before a text that a spreadsheet would take for a formula, and before a
 * text that begins with one; the first one is none of the text. Ids may all have one, against spreadsheets that take
 * them for numbers. Other files are not looked at: an apostrophe there may be meant.
 */
final class OwnExport {

    /** Columns that only the API writes together. */
    private static final List<String> COLUMNS =
            List.of("id", "user.id", "message", "receivedAt", "updatedAt", "revision");

    private static final String PROTECTED = "=+-@\t\r\n'";

    static boolean is(List<String> columns) {
        return columns.containsAll(COLUMNS);
    }

    /** Columns of ids, in which the API writes no apostrophe of the text's own without another one before it. */
    private static final Set<String> IDS = Set.of("user.id", "externalId");

    static List<String> read(List<String> columns, List<String> fields) {
        List<String> read = new ArrayList<>(fields.size());
        for (int i = 0; i < fields.size(); i++) {
            String field = fields.get(i);
            boolean marked = IDS.contains(columns.get(i)) && field.length() > 1 && field.charAt(0) == '\'';
            read.add(marked ? field.substring(1) : read(field));
        }
        return read;
    }

    private static String read(String field) {
        return field.length() > 1 && field.charAt(0) == '\'' && PROTECTED.indexOf(field.charAt(1)) >= 0
                ? field.substring(1)
                : field;
    }

    private OwnExport() {}
}
