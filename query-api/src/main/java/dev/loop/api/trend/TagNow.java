package dev.loop.api.trend;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.analysis.statistics.SeasonalBaseline;
import dev.loop.analysis.trend.HourlyCounts;
import dev.loop.analysis.trend.Spike;
import dev.loop.api.table.Column;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The present hour and the last 24 of one tag.
 *
 * @param tag null for items without one
 */
public record TagNow(@Nullable String tag, Window hour, Window day) {

    static final List<Column> COLUMNS = List.of(
            Column.text("tag"),
            Column.whole("hourItems"),
            Column.number("hourExpected"),
            Column.number("hourP"),
            Column.whole("dayItems"),
            Column.number("dayExpected"),
            Column.number("dayP"),
            Column.yesNo("exceptional"));

    public static final Comparator<TagNow> MOST_UNUSUAL_FIRST = Comparator.comparingDouble(
                    (TagNow now) -> Math.min(now.hour.chance(), now.day.chance()))
            .thenComparing(now -> -now.day.items())
            .thenComparing(TagNow::tag, Comparator.nullsLast(Comparator.naturalOrder()));

    /**
     * Items, and the baseline of their comparison.
     *
     * @param usual empty where there is too little history
     */
    record Window(long items, Optional<SeasonalBaseline> usual) {

        /** Returns the probability of this many items by chance; 1 if it is unknown. */
        double chance() {
            return usual.map(baseline -> baseline.chanceOf(items)).orElse(1.0);
        }

        boolean exceptional() {
            return usual.filter(baseline -> Spike.exceptional(items, baseline)).isPresent();
        }

        private void write(JsonGenerator json, String name) throws IOException {
            json.writeObjectFieldStart(name);
            json.writeNumberField("items", items);
            if (usual.isPresent()) {
                json.writeNumberField("expected", usual.get().expected());
                json.writeNumberField("p", chance());
            } else {
                json.writeNullField("expected");
                json.writeNullField("p");
            }
            json.writeEndObject();
        }
    }

    public static TagNow of(@Nullable String tag, HourlyCounts counts) {
        int last = counts.hours() - 1;
        return new TagNow(
                tag,
                new Window(counts.ofHour(last), counts.hourBaseline(last)),
                new Window(counts.ofDay(last), counts.dayBaseline(last)));
    }

    private boolean exceptional() {
        return hour.exceptional() || day.exceptional();
    }

    /** @param incident the open one of the tag; null where there is none */
    void write(JsonGenerator json, @Nullable String incident) throws IOException {
        json.writeStartObject();
        if (tag == null) {
            json.writeNullField("tag");
        } else {
            json.writeStringField("tag", tag);
        }
        hour.write(json, "hour");
        day.write(json, "day");
        json.writeBooleanField("exceptional", exceptional());
        if (incident != null) {
            json.writeStringField("incident", incident);
        }
        json.writeEndObject();
    }

    List<@Nullable Object> cells() {
        var cells = new ArrayList<@Nullable Object>();
        cells.add(tag);
        for (Window window : List.of(hour, day)) {
            cells.add(window.items());
            cells.add(window.usual().map(SeasonalBaseline::expected).orElse(null));
            cells.add(window.usual().isPresent() ? (Double) window.chance() : null);
        }
        cells.add(exceptional());
        return cells;
    }
}
