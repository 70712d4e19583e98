package dev.loop.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The counts by sentiment, from a row of JSON, from a row of CSV, or from counted items. */
record Figures(long positive, long neutral, long negative) {

    static final Figures NONE = new Figures(0, 0, 0);

    static Figures of(JsonNode row) {
        return new Figures(
                row.path("positive").asLong(),
                row.path("neutral").asLong(),
                row.path("negative").asLong());
    }

    static Figures of(NamedCsvRecord row) {
        return new Figures(
                Long.parseLong(row.getField("positive")),
                Long.parseLong(row.getField("neutral")),
                Long.parseLong(row.getField("negative")));
    }

    /** One item of that sentiment. */
    static Figures one(String sentiment) {
        return switch (sentiment) {
            case "positive" -> new Figures(1, 0, 0);
            case "neutral" -> new Figures(0, 1, 0);
            case "negative" -> new Figures(0, 0, 1);
            default -> throw new AssertionError("sentiment " + sentiment);
        };
    }

    Figures and(Figures other) {
        return new Figures(positive + other.positive, neutral + other.neutral, negative + other.negative);
    }

    long total() {
        return positive + neutral + negative;
    }

    /** Returns figures by the name of each row. */
    static <R> Map<String, Figures> table(Iterable<R> rows, Function<R, String> name, Function<R, Figures> figures) {
        Map<String, Figures> table = new TreeMap<>();
        rows.forEach(row -> table.merge(name.apply(row), figures.apply(row), Figures::and));
        return table;
    }

    /** Counts items again, one by one. */
    static Map<String, Figures> recount(List<JsonNode> items, Function<JsonNode, String> name) {
        return table(items, name, item -> one(item.path("sentiment").asText()));
    }
}
