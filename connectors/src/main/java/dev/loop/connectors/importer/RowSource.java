package dev.loop.connectors.importer;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a file, read one by one: memory does not grow with the file. The first rows can be looked at before they
 * are read, so that a wrong option is found before anything is sent.
 *
 * <p>Not thread-safe, but for {@link #bytesRead()}.
 */
public abstract sealed class RowSource implements Closeable permits CsvRows, NdjsonRows {

    private static final int PEEKED = 100;

    /** What a file consists of. */
    public enum Format {
        CSV,
        NDJSON
    }

    /**
     * How to read a file; what is absent is found out.
     *
     * @param encoding used unless the file starts with a byte order mark
     */
    public record Options(Optional<Format> format, Charset encoding, Optional<Character> delimiter) {}

    private final TextInput input;
    private final ArrayDeque<Row> peeked = new ArrayDeque<>();

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
            Format format = options.format().orElseGet(() -> input.looksLikeNdjson() ? Format.NDJSON : Format.CSV);
            RowSource source = format == Format.CSV ? CsvRows.open(input, options.delimiter()) : new NdjsonRows(input);
            source.fillPeeked();
            return source;
        } catch (RuntimeException e) {
            input.close();
            throw e;
        }
    }

    public abstract Format format();

    /** The names of the columns; of NDJSON, the dotted paths in the first rows. */
    public abstract List<String> columns();

    /** How to get the value of a column from a row of this source; a value is null where the row has none. */
    abstract Optional<Function<Row, @Nullable JsonNode>> column(String name);

    /** What makes a row the same as another: its values, in bytes. */
    abstract byte[] content(Row row);

    /** Where to put refused rows, in the format of this source. */
    abstract RefusedRows.Writer refusedRows(java.nio.file.Path file) throws IOException;

    /** The next row from the file itself, null at its end. */
    abstract @Nullable Row read();

    /** The next row, null at the end. */
    final @Nullable Row next() {
        Row row = peeked.poll();
        return row != null ? row : read();
    }

    /** The first rows; they will be read again. */
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

    /** Bytes of the file, before decompression, read so far. */
    public final long bytesRead() {
        return input.bytesRead();
    }

    /** Bytes of the file; empty for the standard input. */
    public final Optional<Long> bytesTotal() {
        return input.bytesTotal();
    }

    @Override
    public final void close() {
        input.close();
    }
}
