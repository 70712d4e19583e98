package dev.loop.bi;

import dev.loop.connectors.postgres.PostgresAddress;

/** The PostgreSQL that holds the tables. */
public sealed interface PostgresChoice {

    /**
     * An embedded PostgreSQL on loopback.
     *
     * @param port 0 for the port of the last start, or any free one
     */
    record Embedded(int port) implements PostgresChoice {}

    /** An existing PostgreSQL. */
    record External(PostgresAddress address) implements PostgresChoice {}
}
