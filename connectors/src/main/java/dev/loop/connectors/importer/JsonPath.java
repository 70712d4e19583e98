package dev.loop.connectors.importer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path to a value in an object: {@code author.id}; {@code tags.0} or {@code tags[0]}, the first of a list;
 * {@code labels[*].name}, that of each; {@code answers[field.type=nps].number}, that of the first that matches.
 */
final class JsonPath {

    private static final Pattern STEP = Pattern.compile("\\[([^\\[\\]]*)]|([^.\\[]+)|\\[|\\.");

    private final String name;
    private final List<String> steps = new ArrayList<>();

    JsonPath(String name) {
        this.name = name;
        Matcher matcher = STEP.matcher(name);
        while (matcher.find()) {
            if (matcher.group(1) != null) {
                steps.add("[" + matcher.group(1));
            } else if (matcher.group(2) != null) {
                steps.add(matcher.group(2));
            }
        }
    }

    /** Returns the value, null if there is none. A member whose name is the whole path comes first. */
    @Nullable
    JsonNode read(ObjectNode object) {
        JsonNode literal = object.get(name);
        return literal != null ? literal : walk(object, 0);
    }

    private @Nullable JsonNode walk(JsonNode from, int start) {
        JsonNode node = from;
        for (int i = start; i < steps.size(); i++) {
            String step = steps.get(i);
            if (step.equals("*") || step.equals("[*")) {
                return each(node, i + 1);
            }
            node = step(node, step);
            if (node == null) {
                return null;
            }
        }
        return node;
    }

    private @Nullable JsonNode each(JsonNode list, int next) {
        if (!list.isArray()) {
            return null;
        }
        ArrayNode found = JsonNodeFactory.instance.arrayNode();
        for (JsonNode one : list) {
            JsonNode value = walk(one, next);
            if (value != null && !value.isNull()) {
                found.add(value);
            }
        }
        return found;
    }

    private static @Nullable JsonNode step(JsonNode node, String step) {
        if (!step.startsWith("[")) {
            return node.isArray() && step.matches("\\d{1,9}") ? node.get(Integer.parseInt(step)) : node.get(step);
        }
        String inside = step.substring(1);
        int equals = inside.indexOf('=');
        if (equals < 0) {
            return inside.matches("\\d{1,9}") ? node.get(Integer.parseInt(inside)) : node.get(inside);
        }
        JsonPath member = new JsonPath(inside.substring(0, equals));
        for (JsonNode one : node) {
            if (one instanceof ObjectNode object) {
                JsonNode value = member.read(object);
                if (value != null && value.asText().equals(inside.substring(equals + 1))) {
                    return one;
                }
            }
        }
        return null;
    }
}
