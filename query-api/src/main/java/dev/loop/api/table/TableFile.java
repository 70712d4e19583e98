package dev.loop.api.table;

import java.io.IOException;

/** A table that is being written. */
interface TableFile<T> extends Table.Output<T> {

    /** Nothing follows. Without it the file is not whole. */
    void end() throws IOException;
}
