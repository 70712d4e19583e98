package dev.loop.client.model;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** A change of an item; what it does not name stays. Its methods change it and return it. */
public final class FeedbackChange {

    private final ObjectNode json = JsonNodeFactory.instance.objectNode();

    public FeedbackChange status(Status status) {
        return text("status", status.toString());
    }

    public FeedbackChange sentiment(Sentiment sentiment) {
        return text("sentiment", sentiment.toString());
    }

    /** @param tag null removes it */
    public FeedbackChange tag(@Nullable String tag) {
        return text("tag", tag);
    }

    /** @param plan null removes it */
    public FeedbackChange plan(@Nullable String plan) {
        return text("plan", plan);
    }

    /** Sets the reason, for the history. */
    public FeedbackChange reason(String reason) {
        return text("reason", reason);
    }

    private FeedbackChange text(String field, @Nullable String value) {
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
