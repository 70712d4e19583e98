package dev.loop.api.odata;

import org.jspecify.annotations.Nullable;

/** A row of a table. */
interface ODataRow {

    /** Returns the value of a column, of the type in its {@link Shape}; null if it has none. */
    @Nullable
    Object value(String column);
}
