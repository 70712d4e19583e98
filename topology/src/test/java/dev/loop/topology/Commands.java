package dev.loop.topology;

import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Erase;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.avro.Update;
import dev.loop.schemas.item.FeedbackId;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** Commands as a careful writer sends them; a test changes the one thing that it is about. */
final class Commands {

    static final String PROJECT = "default";

    /** The id of an item that a test calls by a short name. */
    static String id(String name) {
        return FeedbackId.derived(PROJECT, FeedbackId.Kind.EXTERNAL_ID, name);
    }

    static FeedbackCommand create(String id, Instant at, UnaryOperator<Create.Builder> change) {
        return command(
                id,
                at,
                change.apply(Create.newBuilder()
                                .setUserId("u1")
                                .setMessage("The export is slow")
                                .setSentiment(Sentiment.NEGATIVE)
                                .setStatus(Status.OPEN)
                                .setCreatedAt(at)
                                .setTag("exports")
                                .setSource("zendesk"))
                        .build());
    }

    static FeedbackCommand create(String id, Instant at) {
        return create(id, at, create -> create);
    }

    static FeedbackCommand update(String id, Instant at, UnaryOperator<Update.Builder> change) {
        return command(id, at, change.apply(Update.newBuilder()).build());
    }

    static FeedbackCommand erase(String id, Instant at) {
        return command(id, at, new Erase((Long) null));
    }

    static FeedbackCommand erase(String id, Instant at, long ifRevision) {
        return command(id, at, new Erase(ifRevision));
    }

    static FeedbackCommand command(String id, Instant at, Object body) {
        return FeedbackCommand.newBuilder()
                .setId(id)
                .setProject(PROJECT)
                .setAt(at)
                .setActor("key_1")
                .setReason("because")
                .setBody(body)
                .build();
    }

    private Commands() {}
}
