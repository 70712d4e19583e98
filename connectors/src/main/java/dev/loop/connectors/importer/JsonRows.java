package dev.loop.connectors.importer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Rows that are JSON objects. A column is a {@link JsonPath}: {@code author.id}. */
final class JsonRows extends RowSource {

    /** Finds the objects of a file, one after another. */
    interface Objects {
        @Nullable
        Row next();
    }

    private final Objects objects;

    JsonRows(TextInput input, Objects objects) {
        super(input);
        this.objects = objects;
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
            String path = prefix + member.getKey();
            paths.add(path);
            if (member.getValue() instanceof ObjectNode inner) {
                collect(path + ".", inner, paths);
            } else if (member.getValue() instanceof ArrayNode list && list.get(0) instanceof ObjectNode first) {
                collect(path + "[*].", first, paths);
            }
        }
    }

    @Override
    boolean holds(String column) {
        JsonPath path = new JsonPath(column);
        return peek().stream().anyMatch(row -> row instanceof Row.Json json && path.read(json.object()) != null);
    }

    @Override
    Optional<Function<Row, @Nullable JsonNode>> column(String name, boolean list) {
        JsonPath path = new JsonPath(name);
        return Optional.of(row -> path.read(((Row.Json) row).object()));
    }

    @Override
    Optional<NamedColumn> columnLike(String pattern) {
        return column(pattern, true).map(reader -> new NamedColumn(pattern, reader));
    }

    @Override
    Optional<String> recordedImportName() {
        return peek().stream()
                .filter(Row.Json.class::isInstance)
                .map(row -> ((Row.Json) row)
                        .object()
                        .path(RefusedRows.MEMBER)
                        .path(RefusedRows.IMPORT)
                        .asText())
                .filter(name -> !name.isBlank())
                .findFirst();
    }

    @Override
    RefusedRows.Writer refusedRows(Path file) throws IOException {
        return new RefusedNdjson(file, importName());
    }

    @Override
    @Nullable
    Row read() {
        return objects.next();
    }
}
