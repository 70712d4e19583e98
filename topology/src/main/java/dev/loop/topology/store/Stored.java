package dev.loop.topology.store;

import dev.loop.schemas.avro.Feedback;

/** What a store knows of an id. */
public sealed interface Stored {

    /** Never heard of. */
    record Absent() implements Stored {}

    /** Was an item once. Nothing else is known of it, and it does not come back. */
    record Erased() implements Stored {}

    record Present(Feedback item) implements Stored {}

    Stored ABSENT = new Absent();
    Stored ERASED = new Erased();
}
