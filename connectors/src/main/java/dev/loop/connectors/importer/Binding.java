package dev.loop.connectors.importer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.loop.schemas.text.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The origin of one field's value.
 *
 * @param choices the first that a row has a value for is taken
 * @param constant value for a row without one
 */
record Binding(Field field, List<Choice> choices, @Nullable String constant, boolean html) {

    /**
     * @param columns their texts are joined by a line break
     * @param prefix stands before the text
     */
    record Choice(
            List<Function<Row, @Nullable JsonNode>> columns,
            List<String> names,
            Optional<ValueMap> values,
            String prefix) {}

    /** The value makes no text. */
    static final class Refusing extends Exception {
        private final transient FieldError refusal;

        Refusing(Field field, String problem, String remedy) {
            super(problem, null, false, false);
            this.refusal = new FieldError(field.name(), problem, remedy);
        }

        FieldError refusal() {
            return refusal;
        }
    }

    /**
     * A text and the further values of its row.
     *
     * @param others of a list, all but the first
     */
    record Text(String text, List<String> others) {

        /** Returns the values of a list, or those of a text that has commas between them. */
        List<String> list() {
            if (others.isEmpty()) {
                return List.of(text.split(","));
            }
            List<String> all = new ArrayList<>(others.size() + 1);
            all.add(text);
            all.addAll(others);
            return all;
        }
    }

    /** Returns the value of the field as text, null if it is absent. */
    @Nullable
    Text text(Row row) throws Refusing {
        boolean there = false;
        for (Choice choice : choices) {
            StringJoiner joined = new StringJoiner("\n");
            List<String> others = new ArrayList<>(0);
            for (int i = 0; i < choice.columns().size(); i++) {
                JsonNode node = choice.columns().get(i).apply(row);
                if (node == null || node.isNull() || node.isEmpty() && node.isContainerNode()) {
                    continue;
                }
                there = true;
                String part = part(node, choice.names().get(i), others);
                part = html ? HtmlText.of(part) : part;
                if (choice.columns().size() == 1 || !part.isBlank()) {
                    joined.add(part);
                }
            }
            String text = joined.toString();
            text = choice.values().isPresent() ? choice.values().get().apply(text) : text;
            if (!text.isEmpty() && !(text.isBlank() && field.kind() != Field.Kind.MESSAGE)) {
                return new Text(choice.prefix() + text, others);
            }
        }
        if (constant != null) {
            return constant.isEmpty() && field.kind() != Field.Kind.MESSAGE ? null : new Text(constant, List.of());
        }
        // A message may be empty, but only if the row has one of its columns.
        return field.kind() == Field.Kind.MESSAGE && there ? new Text("", List.of()) : null;
    }

    private String part(JsonNode node, String name, List<String> others) throws Refusing {
        if (node.isObject()) {
            String member = node.fieldNames().next();
            throw new Refusing(
                    field, "is an object", "Map one of its members by its path, such as " + name + "." + member + ".");
        }
        if (!(node instanceof ArrayNode list)) {
            return node.asText();
        }
        List<String> texts = new ArrayList<>(list.size());
        for (JsonNode one : list) {
            if (one.isContainerNode() && !field.inMetadata()) {
                throw new Refusing(
                        field,
                        "is a list of " + (one.isArray() ? "lists" : "objects"),
                        "Map a member of it by its path, such as " + name
                                + (one.isObject() && !one.isEmpty()
                                        ? "[*]." + one.fieldNames().next() + " for that of each."
                                        : ".0.0."));
            }
            texts.add(one.isContainerNode() ? one.toString() : one.asText());
        }
        if (field.inMetadata()) {
            return String.join(",", texts);
        }
        if (texts.size() > 1 && !field.takesLists()) {
            throw new Refusing(
                    field,
                    "is a list of " + texts.size() + " values",
                    "Map one of them by its path, such as " + name + ".0.");
        }
        others.addAll(texts.subList(1, texts.size()));
        return texts.get(0);
    }

    /** Returns the object for the metadata, null if a row has none. */
    @Nullable
    JsonNode object(Row row) {
        return choices.isEmpty() ? null : choices.get(0).columns().get(0).apply(row);
    }
}
