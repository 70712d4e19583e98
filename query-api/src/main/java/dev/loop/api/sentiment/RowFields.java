package dev.loop.api.sentiment;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.table.Column;
import dev.loop.topology.question.Facet;
import dev.loop.topology.question.Tally;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The figures of a row, and those of the period before with the changes, the same in JSON and in CSV. */
final class RowFields {

    /** The figures whose change is reported: those whose difference means something. */
    private static final List<String> CHANGES = List.of(
            "positive", "neutral", "negative", "total", "open", "resolved", "negativeShare", "meanSecondsToResolve");

    static List<Column> columns(boolean compared) {
        return compared
                ? Stream.of(
                                TallyFields.COLUMNS.stream(),
                                TallyFields.COLUMNS.stream().map(RowFields::previous),
                                CHANGES.stream().map(RowFields::change))
                        .flatMap(columns -> columns)
                        .toList()
                : TallyFields.COLUMNS;
    }

    private static Column previous(Column column) {
        return new Column("previous" + capital(column.name()), column.kind());
    }

    private static Column change(String name) {
        return TallyFields.COLUMNS.stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .map(column -> new Column("change" + capital(name), column.kind()))
                .orElseThrow();
    }

    private static String capital(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    static List<@Nullable Object> cells(GroupRow row) {
        List<@Nullable Object> cells = new ArrayList<>(TallyFields.cells(row.tally()));
        if (row.before() != null) {
            cells.addAll(TallyFields.cells(row.before()));
            cells.addAll(changes(row.tally(), row.before()));
        }
        return cells;
    }

    /** Writes figures into the object of the row. */
    static void write(JsonGenerator json, GroupRow row) throws IOException {
        TallyFields.write(json, row.tally());
        Tally before = row.before();
        if (before == null) {
            return;
        }
        json.writeObjectFieldStart("previous");
        TallyFields.write(json, before);
        json.writeEndObject();
        json.writeObjectFieldStart("change");
        List<@Nullable Object> changes = changes(row.tally(), before);
        for (int i = 0; i < changes.size(); i++) {
            Object change = changes.get(i);
            if (change == null) {
                json.writeNullField(CHANGES.get(i));
            } else if (change instanceof Double number) {
                json.writeNumberField(CHANGES.get(i), number);
            } else {
                json.writeNumberField(CHANGES.get(i), (Long) change);
            }
        }
        json.writeEndObject();
    }

    /** Returns the changes: whole numbers as Long, others as Double; null if either side has none. */
    private static List<@Nullable Object> changes(Tally now, Tally before) {
        var changes = new ArrayList<@Nullable Object>();
        changes.add(now.positive() - before.positive());
        changes.add(now.neutral() - before.neutral());
        changes.add(now.negative() - before.negative());
        changes.add(now.total() - before.total());
        changes.add(now.open() - before.open());
        changes.add(now.resolved() - before.resolved());
        changes.add(difference(TallyFields.negativeShare(now), TallyFields.negativeShare(before)));
        changes.add(difference(TallyFields.meanSecondsToResolve(now), TallyFields.meanSecondsToResolve(before)));
        return changes;
    }

    private static @Nullable Double difference(@Nullable Double now, @Nullable Double before) {
        return now == null || before == null ? null : now - before;
    }

    static void group(JsonGenerator json, List<Facet> groupBy, List<@Nullable String> group) throws IOException {
        for (int i = 0; i < groupBy.size(); i++) {
            String name = group.get(i);
            if (name == null) {
                json.writeNullField(groupBy.get(i).word());
            } else {
                json.writeStringField(groupBy.get(i).word(), name);
            }
        }
    }

    private RowFields() {}
}
