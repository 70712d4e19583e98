package dev.loop.api.sentiment;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.feedback.FilterParameters;
import dev.loop.api.http.AsOf;
import dev.loop.api.http.Csv;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Freshness;
import dev.loop.api.http.Json;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.key.Access;
import dev.loop.api.question.Questions;
import dev.loop.api.question.Questions.Row;
import dev.loop.api.question.Questions.SentimentTable;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.FeedbackFilter;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/sentiment}: counts by sentiment and status, of any items, grouped by anything that is counted by. */
public final class SentimentCounts implements Feature {

    private static final List<String> PARAMETERS = Stream.concat(
                    FilterParameters.NAMES.stream(), Stream.of(GroupBy.NAME, "sort", "limit"))
            .toList();
    private static final int MOST_ROWS = 10_000;
    private static final int USUAL_ROWS = 1_000;

    private final Questions questions;
    private final Freshness freshness;

    public SentimentCounts(Questions questions, Freshness freshness) {
        this.questions = questions;
        this.freshness = freshness;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, "/v1/sentiment", Scope.FEEDBACK_READ, this::answer);
    }

    private void answer(Context ctx) throws IOException {
        Parameters parameters = Parameters.of(ctx, PARAMETERS);
        FeedbackFilter filter =
                FilterParameters.of(parameters, Access.caller(ctx).project());
        List<Dimension> groupBy = GroupBy.of(parameters);
        Comparator<Row> order = RowOrder.of(parameters, groupBy);
        int limit = parameters.number("limit", 1, MOST_ROWS, USUAL_ROWS);
        parameters.done();
        boolean csv = Csv.wanted(ctx);
        freshness.await(ctx);

        SentimentTable table = questions.sentiment(filter, groupBy);
        List<Row> rows = table.rows().stream().sorted(order).limit(limit).toList();
        if (csv) {
            AsOf.header(ctx, table.asOf());
            Csv.answer(ctx, "sentiment", columns(groupBy), out -> {
                for (Row row : rows) {
                    var cells = new ArrayList<@Nullable Object>(row.group());
                    cells.addAll(TallyFields.cells(row.tally()));
                    out.row(cells);
                }
            });
            return;
        }
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("rows");
            for (Row row : rows) {
                json.writeStartObject();
                group(json, groupBy, row.group());
                TallyFields.write(json, row.tally());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeNumberField("groups", table.rows().size());
            json.writeObjectFieldStart("total");
            TallyFields.write(json, table.total());
            json.writeEndObject();
            AsOf.write(json, table.asOf());
            json.writeEndObject();
        });
    }

    static void group(JsonGenerator json, List<Dimension> groupBy, List<@Nullable String> group) throws IOException {
        for (int i = 0; i < groupBy.size(); i++) {
            String name = group.get(i);
            if (name == null) {
                json.writeNullField(groupBy.get(i).word());
            } else {
                json.writeStringField(groupBy.get(i).word(), name);
            }
        }
    }

    private static List<String> columns(List<Dimension> groupBy) {
        return Stream.concat(groupBy.stream().map(Dimension::word), TallyFields.COLUMNS.stream())
                .toList();
    }
}
