package dev.loop.api.odata;

import org.jspecify.annotations.Nullable;

/** A row of a table. */
interface Row {

    /** The value of a column, of the type that its {@link Shape} says; null where it has none. */
    @Nullable
    Object value(String column);
}
