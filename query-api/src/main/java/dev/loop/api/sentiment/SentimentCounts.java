package dev.loop.api.sentiment;

import dev.loop.api.feedback.FilterParameters;
import dev.loop.api.http.AsOfFields;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Format;
import dev.loop.api.http.Freshness;
import dev.loop.api.http.Json;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.key.Access;
import dev.loop.api.table.Table;
import dev.loop.api.table.TableAnswer;
import dev.loop.api.theme.ThemeBook;
import dev.loop.question.AsOf;
import dev.loop.question.Questions;
import dev.loop.question.Questions.SentimentSpans;
import dev.loop.question.Questions.SentimentTable;
import dev.loop.topology.question.Facet;
import dev.loop.topology.question.FeedbackFilter;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * {@code GET /v1/sentiment}: counts of items by sentiment and status, grouped by up to three facets; the first groups
 * up to a limit, the rest as one, and the same for the period before.
 */
public final class SentimentCounts implements Feature {

    static final String OTHER = "other";

    private static final List<String> PARAMETERS = Stream.concat(
                    FilterParameters.NAMES.stream(),
                    Stream.of(GroupBy.NAME, "sort", "limit", OTHER, Compare.NAME, Freshness.PARTIAL))
            .toList();
    private static final int MOST_ROWS = 10_000;
    private static final int USUAL_ROWS = 1_000;

    private final ThemeBook themes;
    private final Freshness freshness;
    private final Clock clock;

    public SentimentCounts(Freshness freshness, Clock clock, ThemeBook themes) {
        this.themes = themes;
        this.freshness = freshness;
        this.clock = clock;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, "/v1/sentiment", Scope.FEEDBACK_READ, this::answer);
    }

    /** The counts that were found. */
    private record Found(List<GroupRow> rows, AsOf asOf) {
        Found byRoot(List<Facet> groupBy, Supplier<Map<String, String>> roots) {
            return new Found(GroupRow.byRoot(rows, groupBy, roots), asOf);
        }
    }

    private void answer(Context ctx) throws IOException {
        Parameters parameters = Parameters.of(ctx, PARAMETERS);
        FeedbackFilter filter =
                FilterParameters.of(parameters, Access.caller(ctx).project(), themes);
        List<Facet> groupBy = GroupBy.of(parameters);
        Optional<Compare> compare = Compare.of(parameters, filter, clock.instant());
        Comparator<GroupRow> order =
                RowOrder.of(parameters, groupBy, parameters.text(Compare.NAME).isPresent());
        int limit = parameters.number("limit", 1, MOST_ROWS, USUAL_ROWS);
        boolean other = parameters.flag(OTHER);
        boolean partial = parameters.flag(Freshness.PARTIAL);
        parameters.done();
        Optional<Format> format = TableAnswer.wanted(ctx);
        Questions questions = freshness.questions(ctx, partial);

        Found found = (compare.isPresent()
                        ? compared(questions, filter, groupBy, compare.get())
                        : plain(questions.sentiment(filter, groupBy)))
                .byRoot(groupBy, () -> themes.roots(filter.project()));
        Top top = Top.of(found.rows(), order, limit);
        if (format.isPresent()) {
            AsOfFields.header(ctx, found.asOf());
            var table = new CountedRows("sentiment", groupBy, other, compare.isPresent());
            List<CountedRow> rows = new ArrayList<>();
            top.rows().forEach(row -> rows.add(CountedRow.of(row)));
            if (other) {
                rows.add(CountedRow.ofOther(groupBy, top.other(compare.isPresent())));
            }
            TableAnswer.write(ctx, format.get(), table.untimed(), Table.rows(rows));
        } else {
            json(ctx, groupBy, top, other, compare, found);
        }
    }

    private static Found plain(SentimentTable table) {
        return new Found(GroupRow.of(table.rows()), table.asOf());
    }

    private static Found compared(Questions questions, FeedbackFilter filter, List<Facet> groupBy, Compare compare) {
        SentimentSpans both = questions.spans(
                filter.atAnyTime(), groupBy, new long[] {compare.previous(), compare.from(), compare.to()});
        List<GroupRow> rows = GroupRow.of(both.spans().get(1), both.spans().get(0));
        return new Found(groupBy.isEmpty() && rows.isEmpty() ? List.of(GroupRow.sum(rows, true)) : rows, both.asOf());
    }

    private static void json(
            Context ctx, List<Facet> groupBy, Top top, boolean other, Optional<Compare> compare, Found found) {
        boolean compared = compare.isPresent();
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("rows");
            for (GroupRow row : top.rows()) {
                json.writeStartObject();
                RowFields.group(json, groupBy, row.group());
                RowFields.write(json, row);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeNumberField("groups", found.rows().size());
            if (other) {
                json.writeObjectFieldStart(OTHER);
                json.writeNumberField("groups", top.rest().size());
                RowFields.write(json, top.other(compared));
                json.writeEndObject();
            }
            json.writeObjectFieldStart("total");
            RowFields.write(json, GroupRow.sum(found.rows(), compared));
            json.writeEndObject();
            if (compared) {
                compare.get().write(json);
            }
            AsOfFields.write(json, found.asOf());
            json.writeEndObject();
        });
    }
}
