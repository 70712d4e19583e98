package dev.loop.api.sentiment;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.analysis.statistics.Wilson;
import dev.loop.api.table.Column;
import dev.loop.topology.question.Tally;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The figures of one row, the same in JSON and in CSV. Figures are not rounded; a figure without a value is null. */
public final class TallyFields {

    static final List<Column> COLUMNS = List.of(
            Column.whole("positive"),
            Column.whole("neutral"),
            Column.whole("negative"),
            Column.whole("total"),
            Column.whole("open"),
            Column.whole("resolved"),
            Column.number("negativeShare"),
            Column.number("negativeShareLow"),
            Column.number("negativeShareHigh"),
            Column.number("meanSecondsToResolve"));

    public static void write(JsonGenerator json, Tally tally) throws IOException {
        json.writeNumberField("positive", tally.positive());
        json.writeNumberField("neutral", tally.neutral());
        json.writeNumberField("negative", tally.negative());
        json.writeNumberField("total", tally.total());
        json.writeNumberField("open", tally.open());
        json.writeNumberField("resolved", tally.resolved());
        Double share = negativeShare(tally);
        if (share == null) {
            json.writeNullField("negativeShare");
            json.writeNullField("negativeShareInterval");
        } else {
            json.writeNumberField("negativeShare", share);
            Wilson interval = Wilson.of(tally.negative(), tally.total());
            json.writeArrayFieldStart("negativeShareInterval");
            json.writeNumber(interval.low());
            json.writeNumber(interval.high());
            json.writeEndArray();
        }
        Double mean = meanSecondsToResolve(tally);
        if (mean == null) {
            json.writeNullField("meanSecondsToResolve");
        } else {
            json.writeNumberField("meanSecondsToResolve", mean);
        }
    }

    static List<@Nullable Object> cells(Tally tally) {
        var cells = new ArrayList<@Nullable Object>();
        cells.add(tally.positive());
        cells.add(tally.neutral());
        cells.add(tally.negative());
        cells.add(tally.total());
        cells.add(tally.open());
        cells.add(tally.resolved());
        cells.add(negativeShare(tally));
        Wilson interval = tally.isEmpty() ? null : Wilson.of(tally.negative(), tally.total());
        cells.add(interval == null ? null : interval.low());
        cells.add(interval == null ? null : interval.high());
        cells.add(meanSecondsToResolve(tally));
        return cells;
    }

    public static @Nullable Double negativeShare(Tally tally) {
        return tally.isEmpty() ? null : (double) tally.negative() / tally.total();
    }

    public static @Nullable Double meanSecondsToResolve(Tally tally) {
        return tally.resolved() == 0 ? null : tally.resolutionMillis() / 1_000.0 / tally.resolved();
    }

    private TallyFields() {}
}
