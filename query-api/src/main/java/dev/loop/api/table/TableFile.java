package dev.loop.api.table;

import java.io.IOException;

/** A table in the course of being written. */
interface TableFile<T> extends Table.Output<T> {

    /** Ends the table; without this the file is incomplete. */
    void end() throws IOException;
}
