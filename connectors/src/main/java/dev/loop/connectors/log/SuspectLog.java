package dev.loop.connectors.log;

import dev.loop.schemas.avro.FeedbackCommand;
import java.util.concurrent.CompletableFuture;

/** Keeps items that may be spam, until a person takes them in or their time is over. */
@FunctionalInterface
public interface SuspectLog {

    /**
     * Sets the item aside; done once it is safely stored. Fails as {@link CommandLog#append} does.
     *
     * @param why a sentence for people
     */
    CompletableFuture<Place> keep(FeedbackCommand command, String why);
}
