package dev.loop.schemas.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.JudgedBy;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.intake.analyser.RuleVerdict;
import dev.loop.schemas.intake.analyser.SentimentRules;
import dev.loop.schemas.item.FeedbackJson;
import dev.loop.schemas.text.FieldErrors;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An item in the making, while its fields are read. */
final class CreateDraft {

    static final List<String> SENTIMENTS = List.of("positive", "neutral", "negative");
    static final List<String> STATUSES = List.of("open", "resolved");

    /** The time since it was said, for senders whose clock may be wrong: only the server's tells the date. */
    private static final String AGE = "ageSeconds";

    static final List<String> FIELDS = List.of(
            "user",
            "message",
            "sentiment",
            Rating.FIELD,
            "source",
            "tag",
            TagList.FIELD,
            "plan",
            "status",
            "createdAt",
            AGE,
            "resolvedAt",
            "metadata",
            "consent",
            "externalId",
            "userHash",
            "check");

    private final FieldErrors errors;
    private final Optional<PublishableKey> publishable;
    private int seen;
    private boolean userRefused;
    private boolean messageRefused;

    private @Nullable String userId;
    private @Nullable String message;
    private @Nullable Sentiment sentiment;
    private @Nullable String source;
    private @Nullable String tag;
    private @Nullable String plan;
    private Status status = Status.OPEN;
    private @Nullable Long createdAt;
    private @Nullable Long resolvedAt;
    private @Nullable String externalId;
    private final MetadataDraft metadata;
    private @Nullable Rating rating;
    private List<String> tags = List.of();
    private @Nullable Integer ageSeconds;
    private @Nullable Boolean consent;
    private @Nullable String userHash;
    private @Nullable SpamCheck check;
    private boolean upsert;
    private @Nullable Long updatedAt;

    CreateDraft(FieldErrors errors, Optional<PublishableKey> publishable) {
        this.errors = errors;
        this.publishable = publishable;
        this.metadata = new MetadataDraft(errors, publishable.isPresent());
    }

    /** Accepts the fields that describe the state of an item as well. */
    void upserts() {
        upsert = true;
    }

    void field(String name, JsonParser parser) throws IOException {
        boolean refused = publishable.isPresent() && FIELDS.contains(name) && !PublishableKey.FIELDS.contains(name);
        if (refused && !name.equals("source")) {
            PublishableKey.refuse(errors, name);
            parser.skipChildren();
            return;
        }
        if (upsert && name.equals(StateTime.KEY)) {
            once(13, name);
            updatedAt = JsonFields.time(parser, errors, name);
            return;
        }
        switch (name) {
            case "user" -> {
                once(0, name);
                user(parser);
            }
            case "message" -> {
                once(1, name);
                message = JsonFields.text(parser, errors, name);
                messageRefused = message == null && parser.currentToken() != JsonToken.VALUE_NULL;
            }
            case "sentiment" -> {
                once(2, name);
                sentiment(parser);
            }
            case "source" -> {
                once(3, name);
                source = JsonFields.label(parser, errors, name);
            }
            case "tag" -> {
                once(4, name);
                tag = JsonFields.label(parser, errors, name);
            }
            case "plan" -> {
                once(5, name);
                plan = JsonFields.label(parser, errors, name);
            }
            case "status" -> {
                once(6, name);
                String word = JsonFields.text(parser, errors, name);
                if (word != null) {
                    status = FeedbackJson.status(word).orElseGet(() -> {
                        JsonFields.oneOf(errors, name, word, STATUSES);
                        return Status.OPEN;
                    });
                }
            }
            case "createdAt" -> {
                once(7, name);
                createdAt = JsonFields.time(parser, errors, name);
            }
            case "resolvedAt" -> {
                once(8, name);
                resolvedAt = JsonFields.time(parser, errors, name);
            }
            case "metadata" -> {
                once(9, name);
                metadata.read(parser);
            }
            case "consent" -> {
                once(10, name);
                consent = JsonFields.yesOrNo(parser, errors, name);
            }
            case "externalId" -> {
                once(11, name);
                externalId = JsonFields.label(parser, errors, name);
            }
            case Rating.FIELD -> {
                once(14, name);
                rating = Rating.read(parser, errors);
            }
            case TagList.FIELD -> {
                once(15, name);
                tags = TagList.read(parser, errors);
            }
            case AGE -> {
                once(16, name);
                ageSeconds = JsonFields.whole(parser, errors, name, 0, (int) FeedbackRules.OLDEST.toSeconds());
            }
            case "userHash" -> {
                once(20, name);
                userHash = JsonFields.label(parser, errors, name);
            }
            case "check" -> {
                once(21, name);
                check = SpamCheck.read(parser, errors);
                if (publishable.isEmpty()) {
                    errors.add(name, "is for publishable keys (pk_…)", "leave it out: no form sends with a secret key");
                }
            }
            case "id", "receivedAt", "updatedAt", "revision" -> {
                errors.add(
                        name,
                        "is set by the server",
                        "leave it out"
                                + (name.equals("id") && publishable.isEmpty()
                                        ? "; to name the item yourself, use externalId"
                                        : ""));
                parser.skipChildren();
            }
            default ->
                JsonFields.unknown(parser, errors, "", name, publishable.isPresent() ? PublishableKey.FIELDS : FIELDS);
        }
    }

    /**
     * Returns the item; empty, with errors, if a required field is missing.
     *
     * @param rules judge a message whose sentiment nobody said
     */
    Optional<Create> finish(Instant now, long serverTimeMillis, SentimentRules rules) {
        if (userId == null && !userRefused) {
            errors.add("user.id", "is missing", "say who said it, as in \"user\":{\"id\":\"u_1\"}");
        }
        if (message == null && !messageRefused) {
            errors.add("message", "is missing", "send what was said; \"\" if nothing was");
        }
        Sentiment felt = sentiment == null && rating != null ? rating.sentiment() : sentiment;
        @Nullable RuleVerdict judged = felt == null && message != null ? rules.judge(message) : null;
        Optional<String> from = publishable
                .map(key -> key.sourceOf(Optional.ofNullable(source), errors))
                .orElse(Optional.ofNullable(source));
        if (upsert) {
            upsertNeeds();
        }
        if (rating != null) {
            rating.addTo(metadata);
        }
        String countedBy = TagList.fold(tag, tags, metadata, errors);
        Map<String, String> entries = metadata.whole();
        publishable.ifPresent(key -> key.checkForm(entries, errors));
        // Placeholders stand in for missing values, so that all other fields are still checked; the errors keep the
        // item out.
        var create = new Create(
                userId == null ? "missing" : userId,
                message == null ? "" : message,
                judged == null ? felt : judged.sentiment(),
                from.orElse(null),
                countedBy,
                plan,
                status,
                said(now),
                resolvedAt == null ? null : Instant.ofEpochMilli(resolvedAt),
                externalId,
                updatedAt == null ? entries : StateTime.in(entries, Instant.ofEpochMilli(updatedAt)),
                consent,
                updatedAt == null ? null : Instant.ofEpochMilli(updatedAt),
                upsert && (seen & 1 << 6) == 0,
                judged == null ? null : JudgedBy.RULES,
                judged == null ? null : rules.version(),
                judged != null && judged.unsure(),
                null);
        FeedbackRules.create(errors, create, serverTimeMillis);
        return errors.isEmpty() ? Optional.of(create) : Optional.empty();
    }

    /** Returns the name of the field that dates the item. */
    String timeField() {
        return ageSeconds == null ? "createdAt" : AGE;
    }

    private Instant said(Instant now) {
        if (ageSeconds == null) {
            return createdAt == null ? now : Instant.ofEpochMilli(createdAt);
        }
        if (createdAt != null) {
            errors.add(
                    AGE,
                    "is given beside createdAt",
                    "give one: createdAt if the sender knows the time, ageSeconds if its clock may be wrong");
        }
        return now.minusSeconds(ageSeconds);
    }

    /** Returns the proof that the item brings of its user. */
    Optional<String> userHash() {
        return Optional.ofNullable(userHash);
    }

    /** Returns why the item may come from a program that fills in forms. */
    Optional<String> suspicion() {
        return Optional.ofNullable(check).flatMap(SpamCheck::suspicion);
    }

    private void upsertNeeds() {
        if (externalId == null) {
            errors.add("externalId", "is missing", "name the item; without it none can be found again");
        }
        if (updatedAt == null) {
            errors.add("updatedAt", "is missing", "say when this state began, so that an older one never replaces it");
        }
    }

    private void once(int field, String name) {
        int bit = 1 << field;
        if ((seen & bit) != 0) {
            errors.add(name, "is given twice", "give it once; which one is meant cannot be told");
        }
        seen |= bit;
    }

    private void user(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            errors.add(
                    "user",
                    "is " + JsonFields.kind(parser.currentToken()) + " and not an object",
                    "send {\"id\":\"…\"}");
            userRefused = true;
            parser.skipChildren();
            return;
        }
        JsonFields.object(parser, errors, (name, value) -> {
            if (name.equals("id")) {
                once(12, "user.id");
                userId = JsonFields.label(value, errors, "user.id");
                userRefused = userId == null
                        && value.currentToken() != JsonToken.VALUE_NULL
                        && value.currentToken() != JsonToken.VALUE_STRING;
            } else {
                metadata.readUser(name, value);
            }
        });
    }

    private void sentiment(JsonParser parser) throws IOException {
        String word = JsonFields.text(parser, errors, "sentiment");
        if (word == null) {
            return;
        }
        sentiment = FeedbackJson.sentiment(word).orElse(null);
        if (sentiment == null) {
            JsonFields.oneOf(errors, "sentiment", word, SENTIMENTS);
        }
    }
}
