package dev.loop.connectors.importer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loop.schemas.text.FieldError;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The objects of lists, and of pages as an API gives them: {@code {"tickets":[…],"next_page":…}}. Several may follow one
 * another. One object is held at a time, however long the list.
 */
final class JsonPages implements JsonRows.Objects {

    /** The usual names that APIs give to the list of a page. */
    static final List<String> USUAL = List.of(
            "data",
            "items",
            "results",
            "records",
            "rows",
            "value",
            "feedback",
            "reviews",
            "tickets",
            "conversations",
            "responses",
            "issues",
            "posts",
            "comments",
            "messages");

    private final TextInput input;
    private final List<String> rows;
    private final JsonParser parser;
    private boolean within;
    private boolean any;

    /** @param rows dotted paths of the lists; empty for the usual ones */
    JsonPages(TextInput input, List<String> rows) {
        this.input = input;
        this.rows = rows.isEmpty() ? USUAL : rows;
        try {
            this.parser = JsonMapper.builder().build().createParser(input.reader());
        } catch (IOException e) {
            throw input.failure(e, 1);
        }
    }

    @Override
    public @Nullable Row next() {
        try {
            JsonToken token;
            while ((token = parser.nextToken()) != null) {
                if (within) {
                    if (token == JsonToken.END_ARRAY) {
                        within = false;
                        continue;
                    }
                    any = true;
                    long line = parser.currentTokenLocation().getLineNr();
                    JsonNode node = parser.readValueAsTree();
                    return node instanceof ObjectNode object
                            ? new Row.Json(line, OwnExport.read(object))
                            : new Row.Unreadable(
                                    line,
                                    List.of(String.valueOf(node)),
                                    new FieldError("", "is JSON, but not an object", "Write a list of objects."),
                                    true);
                }
                step(token);
            }
            if (!any) {
                throw new ImportException(input.name() + " is JSON without a list of objects that is known. Its rows"
                        + " must be a list, or a member of an object that is called one of: " + String.join(", ", rows)
                        + ".");
            }
            return null;
        } catch (JsonProcessingException e) {
            throw new ImportException(
                    input.name() + " is not JSON from line " + e.getLocation().getLineNr() + " on: "
                            + e.getOriginalMessage() + ".",
                    e);
        } catch (IOException e) {
            throw input.failure(e, parser.currentLocation().getLineNr());
        }
    }

    private void step(JsonToken token) throws IOException {
        if (token == JsonToken.START_ARRAY) {
            String path = path(parser);
            if (path.isEmpty() || rows.contains(path)) {
                within = true;
                any = true;
            } else {
                parser.skipChildren();
            }
        } else if (token == JsonToken.START_OBJECT) {
            String path = path(parser);
            if (!path.isEmpty() && rows.stream().noneMatch(row -> row.startsWith(path + "."))) {
                parser.skipChildren();
            }
        }
    }

    /** Returns the path of the list or object that just began; empty for the outermost. */
    static String path(JsonParser parser) {
        var outer = parser.getParsingContext().getParent();
        return outer == null || outer.inRoot()
                ? ""
                : outer.pathAsPointer().toString().substring(1).replace('/', '.');
    }
}
