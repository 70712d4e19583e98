package dev.loop.schemas.intake;

import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Sentiment;

/** What a person said, by which an item that is sent again is told from another one under the same name. */
public record Said(String user, String message, Sentiment sentiment) {

    /** Of a command that creates. */
    public static Said in(FeedbackCommand command) {
        var create = (Create) command.getBody();
        return new Said(create.getUserId(), create.getMessage(), create.getSentiment());
    }

    /** As the item stands. User and message never change, and the sentiment may have. */
    public static Said in(Feedback item) {
        return new Said(item.getUserId(), item.getMessage(), item.getSentiment());
    }

    /** Whether only the sentiment differs. */
    public boolean sameWords(Said other) {
        return user.equals(other.user) && message.equals(other.message);
    }
}
