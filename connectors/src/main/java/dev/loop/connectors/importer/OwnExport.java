package dev.loop.connectors.importer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Files that the API wrote. A sentiment that rules or a model said is left out, and so said anew: it would become the
 * sender's word, which nothing overrules.
 *
 * <p>CSV has an apostrophe before a text that a spreadsheet would take for a formula, and before a
 * text that begins with one; the first one is none of the text. Ids may all have one, against spreadsheets that take
 * them for numbers. Other files are not looked at: an apostrophe there may be meant.
 */
final class OwnExport {

    /** Columns that only the API writes together. */
    private static final List<String> COLUMNS =
            List.of("id", "user.id", "message", "receivedAt", "updatedAt", "revision");

    private static final String SENTIMENT = "sentiment";
    private static final String PROTECTED = "=+-@\t\r\n'";

    static boolean is(List<String> columns) {
        return columns.containsAll(COLUMNS);
    }

    /** Columns of ids, in which the API writes no apostrophe of the text's own without another one before it. */
    private static final Set<String> IDS = Set.of("user.id", "externalId");

    /** Returns an item without a sentiment that a machine said; another's object as it is. */
    static ObjectNode read(ObjectNode object) {
        boolean judged =
                object.path("judgement").path("by").isTextual() && object.has("receivedAt") && object.has("revision");
        return judged ? object.deepCopy().without(SENTIMENT) : object;
    }

    static List<String> read(List<String> columns, List<String> fields) {
        List<String> read = new ArrayList<>(fields.size());
        for (int i = 0; i < fields.size(); i++) {
            String field = fields.get(i);
            boolean marked = IDS.contains(columns.get(i)) && field.length() > 1 && field.charAt(0) == '\'';
            read.add(marked ? field.substring(1) : read(field));
        }
        int judgedBy = columns.indexOf("judgedBy");
        int sentiment = columns.indexOf(SENTIMENT);
        if (judgedBy >= 0 && sentiment >= 0 && !read.get(judgedBy).isBlank()) {
            read.set(sentiment, "");
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
