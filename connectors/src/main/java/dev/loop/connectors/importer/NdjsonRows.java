package dev.loop.connectors.importer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loop.schemas.intake.FieldError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One JSON object a line. A column is a path to a member: {@code author.id}. */
final class NdjsonRows extends RowSource {

    private static final int MAXIMUM_LINE = 4_000_000;

    private static final ObjectReader JSON =
            JsonMapper.builder().build().readerFor(JsonNode.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final TextInput input;
    private long line;

    NdjsonRows(TextInput input) {
        super(input);
        this.input = input;
        if (input.start(1000).strip().startsWith("[")) {
            throw new ImportException(input.name() + " is one JSON array, not an object a line. Make lines of it,"
                    + " for example: jq -c '.[]' FILE | loop import - …");
        }
    }

    @Override
    public Format format() {
        return Format.NDJSON;
    }

    @Override
    public List<String> columns() {
        Set<String> paths = new LinkedHashSet<>();
        peek().forEach(row -> {
            if (row instanceof Row.Json json) {
                collect("", json.object(), paths);
            }
        });
        return List.copyOf(paths);
    }

    private static void collect(String prefix, ObjectNode object, Collection<String> paths) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (prefix.isEmpty() && member.getKey().equals(RefusedRows.MEMBER)) {
                continue;
            }
            paths.add(prefix + member.getKey());
            if (member.getValue() instanceof ObjectNode inner) {
                collect(prefix + member.getKey() + ".", inner, paths);
            }
        }
    }

    @Override
    Optional<Function<Row, @Nullable JsonNode>> column(String name) {
        List<String> path = List.of(name.split("\\."));
        return Optional.of(row -> {
            ObjectNode object = ((Row.Json) row).object();
            JsonNode literal = object.get(name);
            return literal != null ? literal : walk(object, path);
        });
    }

    private static @Nullable JsonNode walk(JsonNode from, List<String> path) {
        JsonNode node = from;
        for (String member : path) {
            node = node.get(member);
            if (node == null) {
                return null;
            }
        }
        return node;
    }

    @Override
    byte[] content(Row row) {
        ObjectNode object = ((Row.Json) row).object();
        // White space makes no difference, nor does what an earlier import wrote into the line.
        ObjectNode own = object.has(RefusedRows.MEMBER) ? object.deepCopy().without(RefusedRows.MEMBER) : object;
        return own.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    RefusedRows.Writer refusedRows(Path file) throws IOException {
        return new RefusedNdjson(file);
    }

    @Override
    @Nullable
    Row read() {
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
                return new Row.Json(line, object);
            }
            return unreadable(text, "is JSON, but not an object");
        } catch (JsonProcessingException e) {
            return unreadable(text, "is not JSON: " + e.getOriginalMessage());
        }
    }

    private Row unreadable(String text, String problem) {
        return new Row.Unreadable(line, List.of(text), new FieldError("", problem, "Write one JSON object a line."));
    }

    private final StringBuilder buffer = new StringBuilder();

    /** As {@code BufferedReader.readLine}, but a file without line breaks does not fill the memory. */
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
                            + " characters. Write one JSON object a line.");
                }
                buffer.append((char) read);
            }
        } catch (IOException e) {
            throw input.failure(e, line);
        }
        return buffer.isEmpty() ? null : buffer.toString();
    }
}
