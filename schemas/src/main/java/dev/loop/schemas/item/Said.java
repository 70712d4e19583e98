package dev.loop.schemas.item;

import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Sentiment;
import java.util.Optional;

/**
 * The words and the sentiment of a person. They tell whether an item under a known name is the same item sent again or
 * another one.
 *
 * @param sentiment empty where nobody said it: what rules or a model say of the words may change with their versions
 */
public record Said(String user, String message, Optional<Sentiment> sentiment) {

    /** Returns the content of a command that creates. */
    public static Said in(FeedbackCommand command) {
        var create = (Create) command.getBody();
        return new Said(create.getUserId(), create.getMessage(), sentiment(create));
    }

    /** Returns the content of an item. User and message never change; the sentiment may have changed. */
    public static Said in(Feedback item) {
        return new Said(
                item.getUserId(),
                item.getMessage(),
                item.getJudgedBy().isPresent() ? Optional.empty() : Optional.of(item.getSentiment()));
    }

    /** Returns the sentiment that the sender said; empty if the rules judged it, or are to judge it. */
    public static Optional<Sentiment> sentiment(Create create) {
        return create.getJudgedBy().isPresent() ? Optional.empty() : create.getSentiment();
    }

    /** Returns whether user and message are equal, whatever the sentiments. */
    public boolean sameWords(Said other) {
        return user.equals(other.user) && message.equals(other.message);
    }
}
