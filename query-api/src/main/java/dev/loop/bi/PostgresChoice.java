package dev.loop.bi;

import dev.loop.connectors.postgres.PostgresAddress;

/** Which PostgreSQL holds the tables. */
public sealed interface PostgresChoice {

    /**
     * Our own, on loopback.
     *
     * @param port 0 for the one of last time, or any free one
     */
    record Embedded(int port) implements PostgresChoice {}

    /** One that is there already. */
    record External(PostgresAddress address) implements PostgresChoice {}
}
