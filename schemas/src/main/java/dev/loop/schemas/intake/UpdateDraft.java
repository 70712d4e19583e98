package dev.loop.schemas.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.avro.Update;
import dev.loop.schemas.item.FeedbackJson;
import dev.loop.schemas.text.FieldErrors;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A change in the making, while its fields are read. Null or empty removes a tag or a plan. */
final class UpdateDraft {

    private static final List<String> FIELDS = List.of("status", "tag", "sentiment", "plan", "reason");

    private final FieldErrors errors;
    private @Nullable Status status;
    private @Nullable String tag;
    private @Nullable Sentiment sentiment;
    private @Nullable String plan;
    private @Nullable String reason;

    UpdateDraft(FieldErrors errors) {
        this.errors = errors;
    }

    void field(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "status" -> {
                String word = needed(parser, name, CreateDraft.STATUSES);
                if (word != null) {
                    status = FeedbackJson.status(word).orElse(null);
                    if (status == null) {
                        JsonFields.oneOf(errors, name, word, CreateDraft.STATUSES);
                    }
                }
            }
            case "sentiment" -> {
                String word = needed(parser, name, CreateDraft.SENTIMENTS);
                if (word != null) {
                    sentiment = FeedbackJson.sentiment(word).orElse(null);
                    if (sentiment == null) {
                        JsonFields.oneOf(errors, name, word, CreateDraft.SENTIMENTS);
                    }
                }
            }
            case "tag" -> tag = removable(parser, name);
            case "plan" -> plan = removable(parser, name);
            case "reason" -> reason = JsonFields.label(parser, errors, name);
            case "message",
                    "user",
                    "rating",
                    "source",
                    "createdAt",
                    "ageSeconds",
                    "externalId",
                    "metadata",
                    "consent" -> {
                errors.add(name, "cannot be changed", "leave it out; erase the item and send a new one if it is wrong");
                parser.skipChildren();
            }
            default -> JsonFields.unknown(parser, errors, "", name, FIELDS);
        }
    }

    Update finish(Optional<Long> ifRevision) {
        return new Update(status, tag, sentiment, plan, ifRevision.orElse(null), null);
    }

    @Nullable
    String reason() {
        return reason;
    }

    private @Nullable String needed(JsonParser parser, String name, List<String> words) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            errors.add(name, "is null, and every item has one", "use one of " + String.join(", ", words));
            return null;
        }
        return JsonFields.text(parser, errors, name);
    }

    private String removable(JsonParser parser, String name) throws IOException {
        String value = JsonFields.label(parser, errors, name);
        return value == null ? "" : value;
    }
}
