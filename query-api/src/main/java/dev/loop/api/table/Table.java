package dev.loop.api.table;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How rows are written.
 *
 * @param name of the file that they make
 * @param cells one for each column
 * @param line the row as JSON has it, which is a line of NDJSON
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

    /** Hands all rows on, in their order. */
    public interface Rows<T> {
        void write(Output<T> out) throws IOException;
    }

    /** Where rows go, at the pace of who reads them. */
    public interface Output<T> {
        void row(T row) throws IOException;

        /** Sends what there is, since what follows may take a while. */
        default void flush() throws IOException {}
    }

    /**
     * Some rows, and where the rest is.
     *
     * @param next reads on; empty where there is no more
     */
    public record Leaf<T>(List<T> rows, Optional<Supplier<Leaf<T>>> next) {}

    /** Rows that are read leaf by leaf, each of them when all before it are written. */
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
