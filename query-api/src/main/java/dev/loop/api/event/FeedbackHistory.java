package dev.loop.api.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Freshness;
import dev.loop.api.http.Json;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Problem;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.key.Access;
import dev.loop.history.EventLog;
import dev.loop.history.EventLog.History;
import dev.loop.question.Questions;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.item.FeedbackJson;
import dev.loop.schemas.text.Rfc3339;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/feedback/{id}/history}: who changed what of an item, when and why. An erased item has no history: the
 * reasons that people wrote may be about the author.
 */
public final class FeedbackHistory implements Feature {

    private static final int MOST = 200;
    private static final int USUAL = 50;

    private final EventLog log;
    private final Questions questions;
    private final Freshness freshness;

    public FeedbackHistory(EventLog log, Questions questions, Freshness freshness) {
        this.log = log;
        this.questions = questions;
        this.freshness = freshness;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, "/v1/feedback/{id}/history", Scope.FEEDBACK_READ, this::read);
    }

    private void read(Context ctx) {
        Parameters parameters = Parameters.of(ctx, List.of("limit"));
        int limit = parameters.number("limit", 1, MOST, USUAL);
        parameters.done();
        freshness.questions(ctx);
        String id = ctx.pathParam("id");
        Feedback item = questions
                .item(Access.caller(ctx).project(), id)
                .orElseThrow(() -> Problem.NOT_FOUND.because(
                        "The item does not exist, or it was erased together with its history."));
        History history = log.history(item, limit);
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("data");
            for (FeedbackChange change : history.changes()) {
                write(json, change);
            }
            json.writeEndArray();
            json.writeBooleanField("whole", history.whole());
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, FeedbackChange change) throws IOException {
        json.writeStartObject();
        json.writeNumberField("revision", change.getRevision());
        json.writeStringField("at", Rfc3339.format(change.getAt().toEpochMilli()));
        optional(json, "actor", change.getActor());
        optional(json, "reason", change.getReason());
        json.writeArrayFieldStart("changes");
        @Nullable Feedback before = change.getBefore().orElse(null);
        @Nullable Feedback after = change.getAfter().orElse(null);
        if (after != null) {
            field(
                    json,
                    "status",
                    before == null ? null : FeedbackJson.word(before.getStatus()),
                    FeedbackJson.word(after.getStatus()));
            field(
                    json,
                    "sentiment",
                    before == null ? null : FeedbackJson.word(before.getSentiment()),
                    FeedbackJson.word(after.getSentiment()));
            field(
                    json,
                    "tag",
                    before == null ? null : before.getTag().orElse(null),
                    after.getTag().orElse(null));
            field(
                    json,
                    "plan",
                    before == null ? null : before.getPlan().orElse(null),
                    after.getPlan().orElse(null));
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void field(JsonGenerator json, String name, @Nullable String from, @Nullable String to)
            throws IOException {
        if (Objects.equals(from, to)) {
            return;
        }
        json.writeStartObject();
        json.writeStringField("field", name);
        json.writeStringField("from", from);
        json.writeStringField("to", to);
        json.writeEndObject();
    }

    private static void optional(JsonGenerator json, String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, value.get());
        }
    }
}
