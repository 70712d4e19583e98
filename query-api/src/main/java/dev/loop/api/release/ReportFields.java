package dev.loop.api.release;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.analysis.statistics.BeforeAfter;
import dev.loop.analysis.statistics.Wilson;
import dev.loop.analysis.word.SurgingTerm;
import dev.loop.api.http.AsOfFields;
import dev.loop.api.sentiment.TallyFields;
import dev.loop.api.table.Column;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.item.FeedbackJson;
import dev.loop.topology.question.Tally;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the parts of a report, with the same figures in JSON and in CSV. Figures are not rounded, and no value is
 * null.
 */
final class ReportFields {

    static final List<Column> TAG_COLUMNS = List.of(
            Column.text("tag"),
            Column.whole("before"),
            Column.whole("after"),
            Column.whole("itemsBefore"),
            Column.whole("itemsAfter"),
            Column.number("rateBefore"),
            Column.number("rateBeforeLow"),
            Column.number("rateBeforeHigh"),
            Column.number("rateAfter"),
            Column.number("rateAfterLow"),
            Column.number("rateAfterHigh"),
            Column.number("z"),
            Column.number("stratifiedZ"),
            Column.number("p"),
            Column.number("q"),
            Column.text("verdict"),
            Column.yesNo("affected"),
            Column.number("standardizedBefore"),
            Column.number("standardizedAfter"));

    /** A rate and its 95 % confidence interval. */
    private record Rate(double rate, Wilson interval) {
        static @Nullable Rate of(long hits, long of) {
            return of == 0 ? null : new Rate((double) hits / of, Wilson.of(hits, of));
        }
    }

    static void write(JsonGenerator json, Report report) throws IOException {
        Windows windows = report.windows();
        Comparison comparison = report.comparison();
        json.writeStartObject();
        json.writeFieldName("release");
        ReleaseFields.write(json, report.release());
        window(json, "before", windows.from(), windows.at(), comparison.before());
        window(json, "after", windows.at(), windows.to(), comparison.after());
        json.writeStringField("stratifiedBy", report.stratifiedBy().word());
        tags(json, report.tags(), Set.copyOf(report.release().getTags()));
        plans(json, report.plans());
        warnings(json, report.warnings());
        terms(json, report.terms());
        said(json, report.said());
        AsOfFields.write(json, comparison.asOf());
        json.writeEndObject();
    }

    private static void window(JsonGenerator json, String side, Instant from, Instant to, Tally tally)
            throws IOException {
        json.writeObjectFieldStart(side);
        json.writeStringField("from", ReleaseFields.time(from));
        json.writeStringField("to", ReleaseFields.time(to));
        json.writeNumberField("items", tally.total());
        TallyFields.write(json, tally);
        json.writeEndObject();
    }

    private static void tags(JsonGenerator json, List<Change> tags, Set<String> affected) throws IOException {
        json.writeArrayFieldStart("tags");
        for (Change tag : tags) {
            tag(json, tag, affected);
        }
        json.writeEndArray();
    }

    static void tag(JsonGenerator json, Change tag, Set<String> affected) throws IOException {
        json.writeStartObject();
        change(json, "tag", tag);
        json.writeBooleanField("affected", isAffected(tag, affected));
        json.writeEndObject();
    }

    private static void plans(JsonGenerator json, List<Change> plans) throws IOException {
        json.writeArrayFieldStart("plans");
        for (Change plan : plans) {
            json.writeStartObject();
            change(json, "plan", plan);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void change(JsonGenerator json, String kind, Change change) throws IOException {
        BeforeAfter counts = change.counts();
        name(json, kind, change.name());
        json.writeNumberField("before", counts.hitsBefore());
        json.writeNumberField("after", counts.hitsAfter());
        json.writeNumberField("itemsBefore", counts.before());
        json.writeNumberField("itemsAfter", counts.after());
        rate(json, "rateBefore", Rate.of(counts.hitsBefore(), counts.before()));
        rate(json, "rateAfter", Rate.of(counts.hitsAfter(), counts.after()));
        number(json, "standardizedBefore", change.standardizedBefore());
        number(json, "standardizedAfter", change.standardizedAfter());
        number(json, "z", change.z());
        number(json, "stratifiedZ", change.stratifiedZ());
        number(json, "p", change.p());
        number(json, "q", change.q());
        json.writeStringField("verdict", change.verdict().word());
    }

    static List<@Nullable Object> tagCells(Change tag, Set<String> affected) {
        BeforeAfter counts = tag.counts();
        var cells = new ArrayList<@Nullable Object>();
        cells.add(tag.name());
        cells.add(counts.hitsBefore());
        cells.add(counts.hitsAfter());
        cells.add(counts.before());
        cells.add(counts.after());
        for (Rate rate : new @Nullable Rate[] {
            Rate.of(counts.hitsBefore(), counts.before()), Rate.of(counts.hitsAfter(), counts.after())
        }) {
            cells.add(rate == null ? null : rate.rate());
            cells.add(rate == null ? null : rate.interval().low());
            cells.add(rate == null ? null : rate.interval().high());
        }
        for (OptionalDouble figure : List.of(tag.z(), tag.stratifiedZ(), tag.p(), tag.q())) {
            cells.add(figure.isPresent() ? figure.getAsDouble() : null);
        }
        cells.add(tag.verdict().word());
        cells.add(isAffected(tag, affected));
        for (OptionalDouble rate : List.of(tag.standardizedBefore(), tag.standardizedAfter())) {
            cells.add(rate.isPresent() ? rate.getAsDouble() : null);
        }
        return cells;
    }

    private static void warnings(JsonGenerator json, List<Warning> warnings) throws IOException {
        json.writeArrayFieldStart("warnings");
        for (Warning warning : warnings) {
            json.writeStartObject();
            json.writeStringField("kind", warning.kind());
            json.writeStringField("message", warning.message());
            warning.members().write(json);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void terms(JsonGenerator json, List<SurgingTerm> terms) throws IOException {
        json.writeArrayFieldStart("terms");
        for (SurgingTerm term : terms) {
            json.writeStartObject();
            json.writeStringField("term", term.term());
            json.writeStringField("kind", term.isNew() ? "new" : "surging");
            json.writeNumberField("before", term.users().hitsBefore());
            json.writeNumberField("after", term.users().hitsAfter());
            json.writeNumberField("usersBefore", term.users().before());
            json.writeNumberField("usersAfter", term.users().after());
            json.writeNumberField("signedRoot", term.signedRoot());
            json.writeNumberField("q", term.q());
            json.writeArrayFieldStart("examples");
            for (String id : term.examples()) {
                json.writeString(id);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void said(JsonGenerator json, List<Feedback> items) throws IOException {
        json.writeArrayFieldStart("said");
        for (Feedback item : items) {
            FeedbackJson.write(json, item);
        }
        json.writeEndArray();
    }

    private static boolean isAffected(Change tag, Set<String> affected) {
        return tag.name() != null && affected.contains(tag.name());
    }

    private static void rate(JsonGenerator json, String name, @Nullable Rate rate) throws IOException {
        if (rate == null) {
            json.writeNullField(name);
            json.writeNullField(name + "Interval");
            return;
        }
        json.writeNumberField(name, rate.rate());
        json.writeArrayFieldStart(name + "Interval");
        json.writeNumber(rate.interval().low());
        json.writeNumber(rate.interval().high());
        json.writeEndArray();
    }

    private static void name(JsonGenerator json, String field, @Nullable String name) throws IOException {
        if (name == null) {
            json.writeNullField(field);
        } else {
            json.writeStringField(field, name);
        }
    }

    private static void number(JsonGenerator json, String name, OptionalDouble value) throws IOException {
        if (value.isPresent()) {
            json.writeNumberField(name, value.getAsDouble());
        } else {
            json.writeNullField(name);
        }
    }

    private ReportFields() {}
}
