package dev.loop.api.feedback;

import dev.loop.api.http.Json;
import dev.loop.api.http.Scope;
import dev.loop.api.key.Caller;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.item.FeedbackJson;
import dev.loop.schemas.text.Rfc3339;
import io.javalin.http.Context;
import java.time.Instant;

/**
 * The answer to a key that may not read: only what it sent. It is the same for a new item and for a known one, without
 * a header that would tell the two apart.
 */
final class Receipt {

    static boolean isFor(Caller caller) {
        return !caller.may(Scope.FEEDBACK_READ);
    }

    static void ofCreated(Context ctx, FeedbackCommand command) {
        var create = (Create) command.getBody();
        write(ctx, 201, command.getId(), create.getSentiment().orElseThrow(), create.getCreatedAt());
    }

    static void write(Context ctx, int status, String id, Sentiment sentiment, Instant createdAt) {
        Json.answer(ctx, status, json -> {
            json.writeStartObject();
            json.writeStringField("id", id);
            json.writeStringField("sentiment", FeedbackJson.word(sentiment));
            json.writeStringField("createdAt", Rfc3339.format(createdAt.toEpochMilli()));
            json.writeEndObject();
        });
    }

    private Receipt() {}
}
