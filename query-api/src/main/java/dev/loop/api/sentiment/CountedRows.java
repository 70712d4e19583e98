package dev.loop.api.sentiment;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.table.Column;
import dev.loop.api.table.Table;
import dev.loop.topology.question.Facet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Counts as a table.
 *
 * @param withOther whether a column marks the row that sums what the limit cut off
 * @param compared whether rows also have the figures of the period before
 */
record CountedRows(String name, List<Facet> groupBy, boolean withOther, boolean compared) {

    private static final String START = "start";

    Table<CountedRow> untimed() {
        return new Table<>(name, columns(), this::cells, this::write);
    }

    Table<CountedRow> timed() {
        return new Table<>(
                name,
                Column.all(List.of(Column.time(START)), columns()),
                row -> {
                    var cells = new ArrayList<@Nullable Object>();
                    cells.add(row.start());
                    cells.addAll(cells(row));
                    return cells;
                },
                this::write);
    }

    private List<Column> columns() {
        return Column.all(
                groupBy.stream().map(facet -> Column.text(facet.word())).toList(),
                withOther ? List.of(Column.yesNo(SentimentCounts.OTHER)) : List.of(),
                RowFields.columns(compared));
    }

    private List<@Nullable Object> cells(CountedRow row) {
        var cells = new ArrayList<@Nullable Object>(row.group());
        if (withOther) {
            cells.add(row.isOther());
        }
        cells.addAll(RowFields.cells(row.figures()));
        return cells;
    }

    private void write(JsonGenerator json, CountedRow row) throws IOException {
        json.writeStartObject();
        if (row.start() != null) {
            json.writeStringField(START, SentimentOverTime.START.format(Objects.requireNonNull(row.start())));
        }
        RowFields.group(json, groupBy, row.group());
        if (withOther) {
            json.writeBooleanField(SentimentCounts.OTHER, row.isOther());
        }
        RowFields.write(json, row.figures());
        json.writeEndObject();
    }
}
