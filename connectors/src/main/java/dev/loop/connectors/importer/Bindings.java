package dev.loop.connectors.importer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.connectors.importer.Binding.Choice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds out which column or constant becomes which field: by the options, else by the format, else by the names. */
final class Bindings {

    private final RowSource source;
    private final MappingOptions options;
    private final Optional<ImportFormat> format;
    private final List<Binding> found = new ArrayList<>();
    private final Map<String, String> description = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();

    Bindings(RowSource source, MappingOptions options, Optional<ImportFormat> format) {
        this.source = source;
        this.options = options;
        this.format = format;
        find();
    }

    List<Binding> all() {
        return found;
    }

    Map<String, String> description() {
        return description;
    }

    List<String> warnings() {
        return warnings;
    }

    private void find() {
        Map<Field, ValueMap> values = ValueMap.of(options.values());
        Map<Field, List<Choice>> choices = new LinkedHashMap<>();
        format.ifPresent(known -> known.map().forEach((field, columns) -> {
            List<Choice> there = columns.stream()
                    .flatMap(column -> ofFormat(column, Optional.ofNullable(values.get(field))).stream())
                    .toList();
            if (!there.isEmpty()) {
                choices.put(field, there);
            }
        }));
        Map<Field, String> named = options.map().isEmpty() && format.isEmpty() ? sameNames() : options.columns();
        named.forEach((field, column) -> choices.put(
                field,
                List.of(new Choice(
                        List.of(column(field, column)), List.of(column), Optional.ofNullable(values.get(field)), ""))));
        Map<Field, String> constants = new LinkedHashMap<>();
        format.ifPresent(known -> constants.putAll(known.set()));
        constants.putAll(options.constants());
        bind(choices, constants);
        values.keySet().stream()
                .filter(field -> !choices.containsKey(field))
                .findFirst()
                .ifPresent(field -> {
                    throw new ImportException(
                            "--value names " + field.name() + ", but no column is mapped to it. Add --map for it.");
                });
    }

    private void bind(Map<Field, List<Choice>> choices, Map<Field, String> constants) {
        List<Field> fields = new ArrayList<>(Field.ALL);
        fields.addAll(named(Field::inMetadata, choices, constants));
        fields.addAll(
                fields.indexOf(Field.USER) + 1,
                named(field -> field.inUser() && !Field.ALL.contains(field), choices, constants));
        boolean rated = choices.containsKey(Field.RATING) || constants.containsKey(Field.RATING);
        if (rated && !choices.containsKey(Field.RATING_OF) && !constants.containsKey(Field.RATING_OF)) {
            throw new ImportException(
                    "A rating needs its scale. Add --set rating.of=5 for 1 to 5, --set rating.of=10 for"
                            + " 0 to 10, or --map rating.of=COLUMN.");
        }
        for (Field field : fields) {
            List<Choice> columns = choices.getOrDefault(field, List.of());
            String constant = constants.get(field);
            if (!columns.isEmpty() || constant != null) {
                boolean html =
                        format.filter(known -> known.html().contains(field)).isPresent();
                found.add(new Binding(field, columns, constant, html));
                description.put(
                        field.name(),
                        columns.isEmpty()
                                ? "'" + constant + "'"
                                : String.join("+", columns.get(0).names()));
            } else if (Field.REQUIRED.contains(field)) {
                throw new ImportException("Nothing becomes " + field.name() + ", which every item needs. Add --map "
                        + field.name() + "=COLUMN or --set " + field.name() + "=VALUE. " + there());
            }
        }
        if (format.isEmpty()
                && !rated
                && found.stream().noneMatch(one -> one.field().equals(Field.SENTIMENT))) {
            warnings.add("Nothing becomes sentiment: rules judge it by the message. If a column tells it, add"
                    + " --map sentiment=COLUMN, or --map rating=COLUMN with --set rating.of=5 or 10.");
        }
    }

    /**
     * Returns the fields that are not of a closed set, by their names: their order counts and not that of the options,
     * since the identity of a row depends on it.
     */
    private static Collection<Field> named(Predicate<Field> which, Map<Field, ?> choices, Map<Field, ?> constants) {
        Map<String, Field> named = new TreeMap<>();
        List.of(choices, constants)
                .forEach(map -> map.keySet().stream().filter(which).forEach(field -> named.put(field.name(), field)));
        return named.values();
    }

    /** Returns the choice of a format's column; empty if the file has none of the columns. */
    private Optional<Choice> ofFormat(ImportFormat.Column wanted, Optional<ValueMap> values) {
        List<Function<Row, @Nullable JsonNode>> columns = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String name : wanted.names()) {
            source.columnLike(name).ifPresent(column -> {
                columns.add(column.reader());
                names.add(column.name());
            });
        }
        return columns.isEmpty()
                ? Optional.empty()
                : Optional.of(new Choice(columns, names, values.or(wanted::values), wanted.prefix()));
    }

    private String there() {
        return "The columns of " + source.name() + " are: " + String.join(", ", source.columns()) + ".";
    }

    private Map<Field, String> sameNames() {
        Map<Field, String> columns = new LinkedHashMap<>();
        for (Field field : Field.ALL) {
            if (field.equals(Field.UPDATED_AT) && !options.update()
                    || field.equals(Field.USER) && source.format() == RowSource.Format.CSV) {
                continue;
            }
            List<String> alike = source.columns().stream()
                    .filter(column -> Field.bare(column).equals(Field.bare(field.name())))
                    .toList();
            if (alike.contains(field.name()) || source.format() == RowSource.Format.NDJSON && alike.isEmpty()) {
                columns.put(field, field.name());
            } else if (alike.size() == 1) {
                columns.put(field, alike.get(0));
            } else if (!alike.isEmpty()) {
                throw new ImportException("Which of " + String.join(", ", alike) + " is " + field.name()
                        + "? Say it by --map " + field.name() + "=COLUMN and map the others as well.");
            }
        }
        if (source.format() == RowSource.Format.CSV) {
            source.columns().stream()
                    .filter(column -> column.startsWith("metadata.") || column.startsWith("user."))
                    .forEach(column -> columns.put(Field.of(column), column));
        } else if (source.holds("tags") && !source.holds("tag")) {
            columns.put(Field.TAG, "tags");
            columns.remove(Field.TAGS);
        }
        if (source.holds(Field.AGE)) {
            warnings.add(Field.AGE_REFUSED + " It is left out.");
        }
        return columns;
    }

    private Function<Row, @Nullable JsonNode> column(Field field, String column) {
        boolean seen = source.holds(column);
        Optional<Function<Row, @Nullable JsonNode>> reader = source.column(column, field.takesLists());
        String unknown = "There is no column '" + column + "' for " + field.name() + ". "
                + Advice.on(column, source.columns(), "The columns of " + source.name() + " are");
        if (reader.isEmpty() || !seen && Field.REQUIRED.contains(field)) {
            throw new ImportException(unknown);
        }
        if (!seen && !column.equals(field.name())) {
            warnings.add("In the first rows: " + unknown);
        }
        return reader.get();
    }
}
