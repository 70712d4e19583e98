package dev.loop.topology.store;

import dev.loop.schemas.avro.Feedback;

/** The knowledge of a store about an id. */
public sealed interface Stored {

    /** The id was never seen. */
    record Absent() implements Stored {}

    /** The id was an item once. Nothing else is known of it, and it does not come back. */
    record Erased() implements Stored {}

    record Present(Feedback item) implements Stored {}

    Stored ABSENT = new Absent();
    Stored ERASED = new Erased();
}
