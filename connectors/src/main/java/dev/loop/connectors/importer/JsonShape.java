package dev.loop.connectors.importer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.loop.connectors.importer.RowSource.Format;
import java.io.IOException;
import java.util.List;

/** Tells the format of a file by its beginning. */
final class JsonShape {

    private static final JsonFactory JSON = new JsonFactory();

    /** @param rows members that hold the rows of a page; those of many systems where none is named */
    static Format of(String start, List<String> rows) {
        String text = start.stripLeading();
        if (text.startsWith("[")) {
            return Format.JSON;
        }
        if (!text.startsWith("{")) {
            return Format.CSV;
        }
        int end = endOfFirst(text, rows.isEmpty() ? JsonPages.USUAL : rows);
        if (end == PAGE) {
            // A row may have a member of a usual name, where another one stands on the next line.
            return rows.isEmpty() && linesOfObjects(text) ? Format.NDJSON : Format.JSON;
        }
        int firstLine = text.indexOf('\n');
        if (end == OPEN) {
            return rows.isEmpty() && firstLine < 0 ? Format.NDJSON : Format.JSON;
        }
        return firstLine >= 0 && firstLine < end ? Format.JSON : Format.NDJSON;
    }

    private static final int PAGE = -1;
    private static final int OPEN = -2;

    /**
     * Returns the end of the first object; {@code PAGE} if the object has a list of rows, {@code OPEN} if it goes on.
     */
    private static int endOfFirst(String text, List<String> rows) {
        try (JsonParser parser = JSON.createParser(text)) {
            int depth = 0;
            JsonToken token;
            while ((token = parser.nextToken()) != null) {
                if (token == JsonToken.START_ARRAY && rows.contains(JsonPages.path(parser))) {
                    JsonToken first = parser.nextToken();
                    if (first == null
                            || first == JsonToken.START_OBJECT
                            || first == JsonToken.END_ARRAY && depth == 1) {
                        return PAGE;
                    }
                    depth++;
                    token = first;
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth == 0) {
                    return (int) parser.currentLocation().getCharOffset();
                }
            }
            return OPEN;
        } catch (IOException e) {
            // The text was cut off within a value, or is no JSON; the reader of lines reports the latter by line.
            return text.indexOf('\n') < 0 ? OPEN : text.indexOf('\n');
        }
    }

    private static boolean linesOfObjects(String text) {
        int line = text.indexOf('\n');
        if (line < 0 || !text.substring(line).stripLeading().startsWith("{")) {
            return false;
        }
        try (JsonParser parser = JSON.createParser(text.substring(0, line))) {
            while (parser.nextToken() != null) {
                // The whole line has to be read: the object must end at its end.
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private JsonShape() {}
}
