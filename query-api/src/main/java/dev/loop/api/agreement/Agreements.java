package dev.loop.api.agreement;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.analysis.statistics.Wilson;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Format;
import dev.loop.api.http.Json;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.key.Access;
import dev.loop.api.table.Column;
import dev.loop.api.table.Table;
import dev.loop.api.table.TableAnswer;
import dev.loop.schemas.avro.Agreement;
import dev.loop.schemas.avro.AgreementGroup;
import dev.loop.schemas.text.Rfc3339;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * {@code GET /v1/agreement}: how often people said of items what the machine had said of their sentiment, by plan, source or
 * language, and where they do so less often than elsewhere.
 */
public final class Agreements implements Feature {

    private static final String GROUP_BY = "group_by";
    private static final List<String> FIELDS = List.of("plan", "source", "language");

    private final AgreementBook book;

    public Agreements(AgreementBook book) {
        this.book = book;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, "/v1/agreement", Scope.FEEDBACK_READ, this::read);
    }

    private void read(Context ctx) throws IOException {
        Parameters parameters = Parameters.of(ctx, List.of(GROUP_BY));
        Optional<String> by = parameters.text(GROUP_BY);
        by.filter(field -> !FIELDS.contains(field)).ifPresent(field -> parameters.notOneOf(GROUP_BY, field, FIELDS));
        parameters.done();
        Optional<Format> format = TableAnswer.wanted(ctx);
        Optional<Agreement> counts = book.of(Access.caller(ctx).project());
        List<AgreementGroup> groups = counts.map(Agreement::getGroups).orElse(List.of());
        List<AgreementGroup> rows = groups.stream()
                .filter(group -> by.filter(group.getField()::equals).isPresent())
                .sorted(Comparator.comparing(AgreementGroup::getItems).reversed())
                .toList();
        if (format.isPresent()) {
            TableAnswer.write(ctx, format.get(), table(by), Table.rows(rows));
            return;
        }
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("rows");
            for (AgreementGroup group : rows) {
                row(json, group);
            }
            json.writeEndArray();
            json.writeObjectFieldStart("total");
            shares(
                    json,
                    counts.map(Agreement::getItems).orElse(0L),
                    counts.map(Agreement::getAgreed).orElse(0L));
            json.writeEndObject();
            json.writeArrayFieldStart("warnings");
            for (AgreementGroup group : groups) {
                if (group.getLowSince().isPresent()) {
                    warning(json, counts.orElseThrow(), group);
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static Table<AgreementGroup> table(Optional<String> by) {
        return new Table<>(
                "agreement",
                List.of(
                        Column.text(by.orElse("plan")),
                        Column.whole("items"),
                        Column.whole("agreed"),
                        Column.number("share"),
                        Column.number("shareLow"),
                        Column.number("shareHigh"),
                        Column.time("lowSince")),
                group -> Arrays.asList(
                        group.getValue().orElse(null),
                        group.getItems(),
                        group.getAgreed(),
                        share(group.getAgreed(), group.getItems()),
                        Wilson.of(group.getAgreed(), group.getItems()).low(),
                        Wilson.of(group.getAgreed(), group.getItems()).high(),
                        group.getLowSince().map(Instant::ofEpochMilli).orElse(null)),
                Agreements::row);
    }

    private static void row(JsonGenerator json, AgreementGroup group) throws IOException {
        json.writeStartObject();
        json.writeStringField(group.getField(), group.getValue().orElse(null));
        shares(json, group.getItems(), group.getAgreed());
        if (group.getLowSince().isPresent()) {
            json.writeStringField("lowSince", Rfc3339.format(group.getLowSince().get()));
        }
        json.writeEndObject();
    }

    private static void warning(JsonGenerator json, Agreement all, AgreementGroup group) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", "agreement-low");
        json.writeStringField("by", group.getField());
        json.writeStringField("value", group.getValue().orElse(null));
        json.writeStringField("since", Rfc3339.format(group.getLowSince().orElseThrow()));
        shares(json, group.getItems(), group.getAgreed());
        json.writeObjectFieldStart("others");
        shares(json, all.getItems() - group.getItems(), all.getAgreed() - group.getAgreed());
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void shares(JsonGenerator json, long items, long agreed) throws IOException {
        json.writeNumberField("items", items);
        json.writeNumberField("agreed", agreed);
        if (items == 0) {
            json.writeNullField("share");
            json.writeNullField("shareInterval");
            return;
        }
        Wilson interval = Wilson.of(agreed, items);
        json.writeNumberField("share", share(agreed, items));
        json.writeArrayFieldStart("shareInterval");
        json.writeNumber(interval.low());
        json.writeNumber(interval.high());
        json.writeEndArray();
    }

    private static double share(long agreed, long items) {
        return (double) agreed / items;
    }
}
