package dev.loop.connectors.importer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are known to be no feedback, by the value of one column: a survey that nobody answered, a ticket that nobody
 * rated. They are counted by their name and neither sent nor refused.
 *
 * @param values the empty text stands for no value, {@code *} for any
 */
record SetAsideRule(Function<Row, @Nullable JsonNode> column, Set<String> values, String because) {

    /**
     * Returns the rules of a format, without those that an option replaces: an option that sets a sentiment admits rows
     * that have none.
     */
    static List<SetAsideRule> of(ImportFormat format, RowSource source, MappingOptions options) {
        return format.setAside().stream()
                .filter(aside -> aside.unless()
                        .filter(field -> options.constants().containsKey(field)
                                || options.columns().containsKey(field))
                        .isEmpty())
                .flatMap(aside -> source.columnLike(aside.column()).stream()
                        .map(column -> new SetAsideRule(column.reader(), aside.values(), aside.because())))
                .toList();
    }

    boolean covers(Row row) {
        JsonNode node = column.apply(row);
        if (node == null || node.isNull() || node.isContainerNode() && node.isEmpty()) {
            return values.contains("");
        }
        String text = node.isContainerNode() ? node.toString() : node.asText().strip();
        return values.contains(text) || !text.isEmpty() && values.contains("*");
    }
}
