package dev.loop.schemas.event;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The types of events. Receivers and stored endpoints know their words: never change one. */
public enum EventType {
    FEEDBACK_CREATED("feedback.created"),
    FEEDBACK_RESOLVED("feedback.resolved"),
    FEEDBACK_REOPENED("feedback.reopened"),
    /** The tag changed, was set, or was removed. */
    FEEDBACK_TAGGED("feedback.tagged"),
    /** Another field of the item changed, such as its sentiment or its plan. */
    FEEDBACK_UPDATED("feedback.updated"),
    /** A model changed the sentiment, which nobody had said. */
    FEEDBACK_JUDGED("feedback.judged"),
    /** The item was erased by somebody or by the project's retention. The event holds the id alone. */
    FEEDBACK_ERASED("feedback.erased"),
    /** A tag has more negative items than usual at such times. */
    TREND_OPENED("trend.opened"),
    /** The tag is as usual again. */
    TREND_CLOSED("trend.closed"),
    /** Fifty items of twenty people say alike things. */
    THEME_GREW("theme.grew"),
    /** People agree with the machine about one plan, source or language less often than about all others. */
    AGREEMENT_LOW("agreement.low"),
    /** An endpoint of the project was disabled by its failures. */
    ENDPOINT_DISABLED("endpoint.disabled"),
    /** A test that somebody sends by hand. Every endpoint takes it; none subscribes to it. */
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

    /** Returns the words that an endpoint can subscribe to. */
    public static List<String> subscribable() {
        return Arrays.stream(values())
                .filter(type -> type != WEBHOOK_TEST)
                .map(EventType::word)
                .toList();
    }
}
