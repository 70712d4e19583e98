package dev.loop.client.model;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What became of the items of a batch.
 *
 * @param lines the number of items
 * @param known items that were there
 * @param changed with {@code upsert}: items that the line brought to a newer state
 * @param differs items that are not as the line has them, and stay as they are
 * @param fields in how many items each field changed or differs
 * @param otherImports how many of the known items each other import had created
 * @param results in the order of the lines
 */
public record BatchResult(
        long lines,
        long created,
        long known,
        long changed,
        long differs,
        @Nullable Map<String, Long> fields,
        @Nullable Map<String, Long> otherImports,
        long refused,
        long failed,
        List<Line> results,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {

    public static final BatchResult NONE =
            new BatchResult(0, 0, 0, 0, 0, Map.of(), Map.of(), 0, 0, List.of(), Map.of());

    /** Returns the sum: the lines of the other one come after these. */
    public BatchResult plus(BatchResult other) {
        List<Line> all = new ArrayList<>(results);
        other.results.forEach(line ->
                all.add(new Line(lines + line.line, line.status, line.fields, line.id, line.errors, line.more)));
        Map<String, JsonNode> unknown = new TreeMap<>(more);
        unknown.putAll(other.more);
        return new BatchResult(
                lines + other.lines,
                created + other.created,
                known + other.known,
                changed + other.changed,
                differs + other.differs,
                sum(fields, other.fields),
                sum(otherImports, other.otherImports),
                refused + other.refused,
                failed + other.failed,
                all,
                unknown);
    }

    private static Map<String, Long> sum(@Nullable Map<String, Long> one, @Nullable Map<String, Long> other) {
        Map<String, Long> sum = new TreeMap<>(one == null ? Map.of() : one);
        if (other != null) {
            other.forEach((name, count) -> sum.merge(name, count, Long::sum));
        }
        return sum;
    }

    /**
     * @param line 1, 2, 3, … over all items of the call
     * @param status created, known, changed, differs, refused or failed
     */
    public record Line(
            long line,
            String status,
            @Nullable List<String> fields,
            @Nullable String id,
            @Nullable List<FieldError> errors,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}
}
