package dev.loop.schemas.intake;

import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Sentiment;

/**
 * The words and the sentiment of a person. They tell whether an item under a known name is the same item sent again or
 * another one.
 */
public record Said(String user, String message, Sentiment sentiment) {

    /** Returns the content of a command that creates. */
    public static Said in(FeedbackCommand command) {
        var create = (Create) command.getBody();
        return new Said(create.getUserId(), create.getMessage(), create.getSentiment());
    }

    /** Returns the content of an item. User and message never change; the sentiment may have changed. */
    public static Said in(Feedback item) {
        return new Said(item.getUserId(), item.getMessage(), item.getSentiment());
    }

    /** Returns whether user and message are equal, whatever the sentiments. */
    public boolean sameWords(Said other) {
        return user.equals(other.user) && message.equals(other.message);
    }
}
