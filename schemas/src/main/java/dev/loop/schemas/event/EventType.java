package dev.loop.schemas.event;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What an event can tell of. Its word is what receivers and stored endpoints know: never change one. */
public enum EventType {
    FEEDBACK_CREATED("feedback.created"),
    FEEDBACK_RESOLVED("feedback.resolved"),
    FEEDBACK_REOPENED("feedback.reopened"),
    /** The tag is another one, or there is one now, or none any more. */
    FEEDBACK_TAGGED("feedback.tagged"),
    /** Anything else of an item is another: its sentiment, its plan. */
    FEEDBACK_UPDATED("feedback.updated"),
    /** Erased by somebody or by the project's retention. Tells the id and nothing else. */
    FEEDBACK_ERASED("feedback.erased"),
    /** More negative is said about a tag than at such times before. */
    TREND_OPENED("trend.opened"),
    /** It is as usual again. */
    TREND_CLOSED("trend.closed"),
    /** An endpoint of the project was disabled by its failures. */
    ENDPOINT_DISABLED("endpoint.disabled"),
    /** Sent by hand, to try an endpoint. Every endpoint takes it; none subscribes to it. */
    WEBHOOK_TEST("webhook.test");

    private final String word;

    EventType(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    public static Optional<EventType> of(String word) {
        return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
    }

    /** The words of all that an endpoint can subscribe to. */
    public static List<String> subscribable() {
        return Arrays.stream(values())
                .filter(type -> type != WEBHOOK_TEST)
                .map(EventType::word)
                .toList();
    }
}
