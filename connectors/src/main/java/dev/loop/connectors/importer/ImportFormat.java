package dev.loop.connectors.importer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The mapping from the export of a known system to items. Each is a file beside this class, {@code formats/NAME.json};
 * an option of the import overrules what it says of the same field.
 *
 * @param file format of the file, if it is always the same
 * @param rows members of a page that hold the rows
 * @param map for each field, the first of these that a row has
 * @param html fields whose text is HTML
 */
public record ImportFormat(
        String name,
        String about,
        Optional<RowSource.Format> file,
        List<String> rows,
        int skipAfterHeader,
        Map<Field, List<Column>> map,
        Set<Field> html,
        Map<Field, String> set,
        List<SetAside> setAside,
        List<String> dateFormats,
        Optional<ZoneId> zone) {

    /**
     * @param names paths, or names of columns in which {@code *} stands for anything and {@code under:TEXT} is the column
     *     that has TEXT in the second line; the texts of all are joined
     */
    record Column(List<String> names, Optional<ValueMap> values, String prefix) {}

    /** @param unless an option names this field */
    record SetAside(String column, Set<String> values, String because, Optional<Field> unless) {}

    /** The names of all formats. */
    public static final List<String> NAMES = List.of(
            "app-store",
            "delighted",
            "discourse",
            "github",
            "google-play",
            "intercom",
            "jira",
            "qualtrics",
            "surveymonkey",
            "trustpilot",
            "typeform",
            "zendesk");

    /** @throws ImportException if there is none of the name */
    public static ImportFormat of(String name) {
        try {
            return read(name, JsonMapper.builder().build().readTree(text(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the file of a format, unchanged. */
    public static String text(String name) {
        if (!NAMES.contains(name)) {
            throw new ImportException("--format must be csv, ndjson, json or a system whose export is known, not '"
                    + name + "'. " + Advice.on(name, NAMES, "Known are"));
        }
        try (InputStream in = ImportFormat.class.getResourceAsStream("formats/" + name + ".json")) {
            return new String(java.util.Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ImportFormat read(String name, JsonNode json) {
        Map<Field, List<Column>> map = new LinkedHashMap<>();
        json.path("map").properties().forEach(each -> map.put(Field.of(each.getKey()), columns(each.getValue())));
        Map<Field, String> set = new LinkedHashMap<>();
        json.path("set")
                .properties()
                .forEach(
                        each -> set.put(Field.of(each.getKey()), each.getValue().asText()));
        List<SetAside> aside = new ArrayList<>();
        json.path("setAside")
                .forEach(each -> aside.add(new SetAside(
                        each.path("column").asText(),
                        Set.copyOf(texts(each.path("values"))),
                        each.path("because").asText(),
                        Optional.ofNullable(each.get("unless"))
                                .map(JsonNode::asText)
                                .map(Field::of))));
        return new ImportFormat(
                name,
                json.path("about").asText(),
                json.path("file").asText().equals("csv") ? Optional.of(RowSource.Format.CSV) : Optional.empty(),
                texts(json.path("rows")),
                json.path("skipAfterHeader").asInt(),
                map,
                texts(json.path("html")).stream().map(Field::of).collect(Collectors.toSet()),
                set,
                aside,
                texts(json.path("dateFormats")),
                Optional.ofNullable(json.get("timezone")).map(JsonNode::asText).map(ZoneId::of));
    }

    private static List<Column> columns(JsonNode json) {
        List<Column> columns = new ArrayList<>();
        if (json.isArray()) {
            json.forEach(each -> columns.addAll(columns(each)));
        } else if (json.isTextual()) {
            columns.add(new Column(List.of(json.asText()), Optional.empty(), ""));
        } else {
            Map<String, String> values = new TreeMap<>();
            json.path("values")
                    .properties()
                    .forEach(each -> values.put(each.getKey(), each.getValue().asText()));
            columns.add(new Column(
                    json.has("join")
                            ? texts(json.path("join"))
                            : List.of(json.path("column").asText()),
                    values.isEmpty() ? Optional.empty() : Optional.of(ValueMap.of(values)),
                    json.path("prefix").asText("")));
        }
        return columns;
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
