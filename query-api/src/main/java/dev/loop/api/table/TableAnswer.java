package dev.loop.api.table;

import dev.loop.api.http.Format;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * Answers with a table, written as it is made, at the pace of the reader; a row that was sent is kept nowhere. Only
 * Parquet, which has its table of contents at its end, is written to a temporary file first.
 */
public final class TableAnswer {

    /**
     * The buffer is large enough that most tables are complete before the first byte is sent, so that a failure is
     * still a problem answer.
     */
    private static final int BUFFER = 64 << 10;

    /**
     * Returns the format that the caller asks for: {@code ?format=}, or an {@code Accept} that prefers it to JSON.
     * Empty for JSON.
     */
    public static Optional<Format> wanted(Context ctx) {
        return isTable(Format.wanted(ctx, Format.CSV, Format.NDJSON, Format.PARQUET));
    }

    /** Returns the format if it is one of tables; empty otherwise. */
    public static Optional<Format> isTable(Format format) {
        return switch (format) {
            case CSV, NDJSON, PARQUET -> Optional.of(format);
            case JSON, HTML -> Optional.empty();
        };
    }

    /**
     * Writes a table. A failure before anything was sent becomes a problem as usual. A later one breaks the connection,
     * because a table that merely ends would pass for the whole.
     */
    public static <T> void write(Context ctx, Format format, Table<T> table, Table.Rows<T> rows) throws IOException {
        write(ctx, format, table, rows, UnaryOperator.identity());
    }

    /** @param through wraps the output */
    static <T> void write(
            Context ctx, Format format, Table<T> table, Table.Rows<T> rows, UnaryOperator<OutputStream> through)
            throws IOException {
        ctx.status(200).contentType(type(format));
        if (ctx.method().equals(HandlerType.HEAD)) {
            return;
        }
        ctx.header("Content-Disposition", "inline; filename=\"" + table.name() + "." + extension(format) + "\"");
        try {
            if (format == Format.PARQUET) {
                parquet(ctx, table, rows, through);
            } else {
                OutputStream out = new BufferedOutputStream(through.apply(ctx.outputStream()), BUFFER);
                TableFile<T> file = format == Format.CSV ? new CsvFile<>(table, out) : new NdjsonFile<>(table, out);
                rows.write(file);
                file.end();
            }
        } catch (IOException | RuntimeException failure) {
            if (ctx.res().isCommitted()) {
                breakOff(ctx);
            } else {
                ctx.removeHeader("Content-Disposition");
                ctx.removeHeader("Content-Length");
            }
            throw failure;
        }
    }

    private static <T> void parquet(
            Context ctx, Table<T> table, Table.Rows<T> rows, UnaryOperator<OutputStream> through) throws IOException {
        try (FileChannel file = TemporaryFile.open()) {
            // The file stays open: closing it would close the channel.
            var parquet = new ParquetFile<>(table, new BufferedOutputStream(Channels.newOutputStream(file), BUFFER));
            rows.write(parquet);
            parquet.end();
            file.position(0);
            InputStream made = Channels.newInputStream(file);
            // Parquet is compressed already.
            OutputStream out = through.apply(ctx.res().getOutputStream());
            ctx.header("Content-Length", String.valueOf(file.size()));
            made.transferTo(out);
        }
    }

    private static String type(Format format) {
        return switch (format) {
            case CSV -> format.type() + "; charset=utf-8; header=present";
            default -> format.type();
        };
    }

    private static String extension(Format format) {
        return switch (format) {
            case CSV -> "csv";
            case NDJSON -> "ndjson";
            case PARQUET -> "parquet";
            case JSON, HTML -> throw new IllegalArgumentException(format + " is no table");
        };
    }

    private static void breakOff(Context ctx) {
        ServletContextRequest.getServletContextRequest(ctx.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
    }

    private TableAnswer() {}
}
