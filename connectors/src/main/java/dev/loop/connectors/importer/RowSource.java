package dev.loop.connectors.importer;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a file, read one by one: memory does not grow with the file. The first rows can be looked at before they
 * are read, so that a wrong option is found before anything is sent.
 *
 * <p>Not thread-safe, but for {@link #bytesRead()}.
 */
public abstract sealed class RowSource implements Closeable permits CsvRows, JsonRows {

    private static final int PEEKED = 100;

    /** The number of characters that stand for the content of input that can be read only once. */
    private static final int START = 1 << 15;

    /** The formats of a file. */
    public enum Format {
        CSV,
        /** One object per line. */
        NDJSON,
        /** Lists of objects, or pages: objects that hold such a list. */
        JSON
    }

    /**
     * The options for reading a file; absent ones are found out.
     *
     * @param encoding used unless the file starts with a byte order mark
     * @param skip lines of CSV before the one that names the columns
     * @param skipAfterHeader records of CSV after it
     * @param rows members of a JSON page that hold its rows; those of many systems where none is named
     */
    public record Options(
            Optional<Format> format,
            Charset encoding,
            Optional<Character> delimiter,
            Dialect dialect,
            int skip,
            int skipAfterHeader,
            List<String> rows) {}

    /** A column as the file calls it. */
    record NamedColumn(String name, Function<Row, @Nullable JsonNode> reader) {}

    private final TextInput input;
    private final ArrayDeque<Row> peeked = new ArrayDeque<>();
    private Supplier<String> importName = () -> "";
    private @Nullable String foundImportName;

    RowSource(TextInput input) {
        this.input = input;
    }

    /**
     * @param file a path, plain or compressed by gzip; {@code -} is the standard input
     * @throws ImportException if it cannot be read, or as what it claims to be
     */
    public static RowSource open(String file, Options options) {
        TextInput input = TextInput.open(file, options.encoding());
        try {
            Supplier<String> importName = importName(file, input);
            Format format = options.format().orElseGet(() -> JsonShape.of(input.start(START), options.rows()));
            RowSource source = switch (format) {
                case CSV -> CsvRows.open(input, options);
                case NDJSON -> new JsonRows(input, new JsonLines(input));
                case JSON -> new JsonRows(input, new JsonPages(input, options.rows()));
            };
            source.fillPeeked();
            Optional<String> recorded = source.recordedImportName();
            source.importName = recorded.isPresent() ? recorded::get : importName;
            return source;
        } catch (RuntimeException e) {
            input.close();
            throw e;
        }
    }

    private static Supplier<String> importName(String file, TextInput input) {
        if (!file.equals(TextInput.STANDARD_INPUT) && Files.isRegularFile(Path.of(file))) {
            return () -> ImportName.of(Path.of(file));
        }
        String name = ImportName.ofStart(input.name(), input.start(START));
        return () -> name;
    }

    /** Returns the format, {@link Format#NDJSON} for any JSON. */
    public abstract Format format();

    /** Returns the names of the columns; for JSON, the dotted paths in the first rows. */
    public abstract List<String> columns();

    /** Returns whether there is such a column; for JSON, whether one of the first rows has such a member. */
    abstract boolean holds(String column);

    /**
     * Returns the reader of a column's value in a row of this source; it reads null if the row has none.
     *
     * @param list whether several columns of the name make a list
     */
    abstract Optional<Function<Row, @Nullable JsonNode>> column(String name, boolean list);

    /** Returns the column that matches the pattern of a format. */
    abstract Optional<NamedColumn> columnLike(String pattern);

    /** Opens the file of refused rows, in the format of this source. */
    abstract RefusedRows.Writer refusedRows(Path file) throws IOException;

    /** Returns the name of the import that a file of refused rows came from, as its first rows tell. */
    abstract Optional<String> recordedImportName();

    /** Returns the zone of times that name none, if the file says it. */
    Optional<ZoneId> zone() {
        return Optional.empty();
    }

    /** Returns the name that tells the rows of this file from equal ones of another; see {@link ImportName}. */
    public final String importName() {
        String name = foundImportName;
        if (name == null) {
            name = importName.get();
            foundImportName = name;
        }
        return name;
    }

    /** Returns the next row from the file itself, null at its end. */
    abstract @Nullable Row read();

    /** Returns the next row, null at the end. */
    final @Nullable Row next() {
        Row row = peeked.poll();
        return row != null ? row : read();
    }

    /** Returns the first rows, which will be read again. */
    final List<Row> peek() {
        return List.copyOf(peeked);
    }

    private void fillPeeked() {
        while (peeked.size() < PEEKED) {
            Row row = read();
            if (row == null) {
                break;
            }
            peeked.add(row);
        }
    }

    public final String name() {
        return input.name();
    }

    /** Returns the bytes of the file, before decompression, read so far. */
    public final long bytesRead() {
        return input.bytesRead();
    }

    /** Returns the bytes of the file; empty for the standard input. */
    public final Optional<Long> bytesTotal() {
        return input.bytesTotal();
    }

    @Override
    public final void close() {
        input.close();
    }
}
