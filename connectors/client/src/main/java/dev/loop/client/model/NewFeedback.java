package dev.loop.client.model;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;

/**
 * An item to create. Its methods change it and return it.
 *
 * <pre>{@code
 * NewFeedback.of("u_42", "Export hangs at 90 %").sentiment(Sentiment.NEGATIVE).source("in-app-widget")
 * }</pre>
 */
public final class NewFeedback {

    private final ObjectNode json = JsonNodeFactory.instance.objectNode();

    private NewFeedback(String userId, String message) {
        json.putObject("user").put("id", userId);
        json.put("message", message);
    }

    /**
     * @param userId the author
     * @param message the text, 20,000 characters at most; may be empty
     */
    public static NewFeedback of(String userId, String message) {
        return new NewFeedback(userId, message);
    }

    /** Adds what is known of the author, such as {@code email} or {@code name}. It becomes metadata, {@code user.email}. */
    public NewFeedback user(String detail, String value) {
        json.withObjectProperty("user").put(detail, value);
        return this;
    }

    /** Proves the author to a publishable key: the HMAC-SHA256 of the user's id with the project's user secret, in hex. */
    public NewFeedback userHash(String hash) {
        return text("userHash", hash);
    }

    /** May be left out where there is a {@link #rating}. */
    public NewFeedback sentiment(Sentiment sentiment) {
        return text("sentiment", sentiment.toString());
    }

    /**
     * @param value 1 to 5 of 5, or 0 to 10 of 10 (NPS)
     * @param of 5 or 10
     */
    public NewFeedback rating(int value, int of) {
        json.putObject("rating").put("value", value).put("of", of);
        return this;
    }

    /** Sets the system that the item came from. */
    public NewFeedback source(String source) {
        return text("source", source);
    }

    /** Sets the feature or topic of the item. */
    public NewFeedback tag(String tag) {
        return text("tag", tag);
    }

    /** Sets several tags: the first is the item's, unless it has one, and all are its metadata {@code tags}. */
    public NewFeedback tags(String... tags) {
        ArrayNode all = json.putArray("tags");
        for (String tag : tags) {
            all.add(tag);
        }
        return this;
    }

    /** Sets the plan of the author; if left out, the plan of the author's account. */
    public NewFeedback plan(String plan) {
        return text("plan", plan);
    }

    public NewFeedback status(Status status) {
        return text("status", status.toString());
    }

    /** Sets the time when it was said; now if left out. */
    public NewFeedback createdAt(Instant time) {
        return text("createdAt", time.toString());
    }

    /** Sets how long ago it was said, by elapsed time, seven days at most. In place of {@link #createdAt}. */
    public NewFeedback age(Duration age) {
        json.put("ageSeconds", age.toSeconds());
        return this;
    }

    /** With status resolved. */
    public NewFeedback resolvedAt(Instant time) {
        return text("resolvedAt", time.toString());
    }

    /** Sets when this state of the item began: of a line of a batch with {@code upsert}, and of nothing else. */
    public NewFeedback updatedAt(Instant time) {
        return text("updatedAt", time.toString());
    }

    /** Adds metadata: 32 keys at most, each of 1,024 characters at most. */
    public NewFeedback metadata(String key, String value) {
        json.withObjectProperty("metadata").put(key, value);
        return this;
    }

    /** Sets whether the author agreed to be contacted about it. */
    public NewFeedback consent(boolean agreed) {
        json.put("consent", agreed);
        return this;
    }

    /** Sets its id in the sending system. The same id twice is one item. */
    public NewFeedback externalId(String id) {
        return text("externalId", id);
    }

    private NewFeedback text(String field, String value) {
        json.put(field, value);
        return this;
    }

    /** Returns the JSON as it is sent. */
    @JsonValue
    public ObjectNode json() {
        return json;
    }

    @Override
    public String toString() {
        return json.toString();
    }
}
