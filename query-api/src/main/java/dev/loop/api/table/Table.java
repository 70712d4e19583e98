package dev.loop.api.table;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way rows are written.
 *
 * @param name name of the file
 * @param cells returns one cell for each column
 * @param line writes the row as JSON has it, which is a line of NDJSON
 */
public record Table<T>(
        String name, List<Column> columns, Function<T, List<? extends @Nullable Object>> cells, Line<T> line) {

    public Table {
        columns = List.copyOf(columns);
    }

    /** Writes one JSON object. */
    public interface Line<T> {
        void write(JsonGenerator json, T row) throws IOException;
    }

    /** Passes on all rows in order. */
    public interface Rows<T> {
        void write(Output<T> out) throws IOException;
    }

    /** Takes rows, at the pace of their reader. */
    public interface Output<T> {
        void row(T row) throws IOException;

        /** Sends the rows so far, since the next may take a while. */
        default void flush() throws IOException {}
    }

    /**
     * Some rows, and the way to the rest.
     *
     * @param next reads on; empty if there is no more
     */
    public record Leaf<T>(List<T> rows, Optional<Supplier<Leaf<T>>> next) {}

    /** Returns rows that are read leaf by leaf, each leaf when all before it are written. */
    public static <T> Rows<T> leaves(Leaf<T> first) {
        return out -> {
            Leaf<T> leaf = first;
            while (true) {
                for (T row : leaf.rows()) {
                    out.row(row);
                }
                if (leaf.next().isEmpty()) {
                    return;
                }
                out.flush();
                leaf = leaf.next().get().get();
            }
        };
    }

    public static <T> Rows<T> rows(Iterable<? extends T> rows) {
        return out -> {
            for (T row : rows) {
                out.row(row);
            }
        };
    }
}
