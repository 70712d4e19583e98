package dev.loop.connectors.importer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loop.schemas.text.FieldError;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one JSON object per line; a line that holds none does not affect its neighbours. */
final class JsonLines implements JsonRows.Objects {

    private static final int MAXIMUM_LINE = 4_000_000;

    private static final ObjectReader JSON =
            JsonMapper.builder().build().readerFor(JsonNode.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final TextInput input;
    private final StringBuilder buffer = new StringBuilder();
    private long line;

    JsonLines(TextInput input) {
        this.input = input;
    }

    @Override
    public @Nullable Row next() {
        String text;
        do {
            text = readLine();
            if (text == null) {
                return null;
            }
            line++;
        } while (text.isBlank());
        try {
            JsonNode node = JSON.readTree(text);
            if (node instanceof ObjectNode object) {
                return new Row.Json(line, OwnExport.read(object));
            }
            return unreadable(text, "is JSON, but not an object");
        } catch (JsonProcessingException e) {
            return unreadable(text, "is not JSON: " + e.getOriginalMessage());
        }
    }

    private Row unreadable(String text, String problem) {
        return new Row.Unreadable(
                line, List.of(text), new FieldError("", problem, "Write one JSON object a line."), true);
    }

    /**
     * Reads a line as {@code BufferedReader.readLine} does, but a file without line breaks does not fill the memory.
     */
    private @Nullable String readLine() {
        buffer.setLength(0);
        try {
            int read;
            while ((read = input.reader().read()) >= 0) {
                if (read == '\n') {
                    return buffer.toString();
                }
                if (buffer.length() >= MAXIMUM_LINE) {
                    throw new ImportException(input.name() + ": line " + (line + 1) + " is longer than " + MAXIMUM_LINE
                            + " characters. Write one JSON object a line, or say --format json if it is one page.");
                }
                buffer.append((char) read);
            }
        } catch (IOException e) {
            throw input.failure(e, line);
        }
        return buffer.isEmpty() ? null : buffer.toString();
    }
}
