package dev.loop.api.feedback;

import dev.loop.api.http.AsOf;
import dev.loop.api.http.Csv;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Freshness;
import dev.loop.api.http.Json;
import dev.loop.api.http.NextPage;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.key.Access;
import dev.loop.api.question.Questions;
import dev.loop.api.question.Questions.FeedbackCursor;
import dev.loop.api.question.Questions.FeedbackPage;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.intake.FeedbackJson;
import dev.loop.topology.question.FeedbackFilter;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code GET /v1/feedback}: items newest first, page by page. As CSV and without a limit it is all of them, streamed.
 */
public final class ListFeedback implements Feature {

    private static final List<String> PARAMETERS = Stream.concat(
                    FilterParameters.NAMES.stream(), Stream.of("limit", "cursor"))
            .toList();
    private static final int MOST = 1_000;
    private static final int USUAL = 50;

    private final Questions questions;
    private final Freshness freshness;

    public ListFeedback(Questions questions, Freshness freshness) {
        this.questions = questions;
        this.freshness = freshness;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, "/v1/feedback", Scope.FEEDBACK_READ, this::list);
    }

    private void list(Context ctx) throws IOException {
        Parameters parameters = Parameters.of(ctx, PARAMETERS);
        FeedbackFilter filter =
                FilterParameters.of(parameters, Access.caller(ctx).project());
        boolean csv = Csv.wanted(ctx);
        boolean whole = csv && parameters.text("limit").isEmpty();
        int limit = whole ? MOST : parameters.number("limit", 1, MOST, USUAL);
        Optional<String> cursor = parameters.text("cursor").filter(c -> !c.isEmpty());
        parameters.done();
        Optional<FeedbackCursor> after = cursor.map(text -> Cursors.read(text, filter));
        freshness.await(ctx);

        FeedbackPage page = questions.list(filter, after, limit);
        Optional<String> next = page.next().map(at -> Cursors.write(at, filter));
        if (!whole) {
            next.ifPresent(n -> NextPage.link(ctx, n));
        }
        if (csv) {
            csv(ctx, filter, page, limit, whole);
        } else {
            json(ctx, page, next);
        }
    }

    private static void json(Context ctx, FeedbackPage page, Optional<String> next) {
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("data");
            for (Feedback item : page.items()) {
                FeedbackJson.write(json, item);
            }
            json.writeEndArray();
            if (next.isPresent()) {
                json.writeStringField("next", next.get());
            }
            AsOf.write(json, page.asOf());
            json.writeEndObject();
        });
    }

    private void csv(Context ctx, FeedbackFilter filter, FeedbackPage first, int limit, boolean whole)
            throws IOException {
        AsOf.header(ctx, first.asOf());
        Csv.answer(ctx, "feedback", FeedbackTable.COLUMNS, out -> {
            FeedbackPage page = first;
            while (true) {
                for (Feedback item : page.items()) {
                    out.row(FeedbackTable.cells(item));
                }
                if (!whole || page.next().isEmpty()) {
                    return;
                }
                page = questions.list(filter, page.next(), limit);
            }
        });
    }
}
