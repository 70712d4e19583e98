package dev.loop.api.http;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.javalin.http.Context;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.jspecify.annotations.Nullable;

/**
 * A tabular answer as CSV, RFC 4180, in UTF-8. Written as it is made, with the pace of the reader.
 *
 * <p>Text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection).
 */
public final class Csv {

    /** Enough for most tables to be made whole before the first byte is sent, so that a failure is still a problem. */
    private static final int BUFFER = 64 << 10;

    private final CsvWriter writer;

    private Csv(CsvWriter writer) {
        this.writer = writer;
    }

    /** Whether the caller asks for CSV: {@code ?format=csv}, or {@code Accept} with it before JSON. */
    public static boolean wanted(Context ctx) {
        return Format.wanted(ctx, Format.CSV) == Format.CSV;
    }

    /** Writes the rows of a table. */
    public interface Rows {
        void write(Csv csv) throws IOException;
    }

    /**
     * Where the rows fail before anything was sent, that becomes a problem as usual; afterwards the connection is broken,
     * because a table that merely ends would pass for the whole.
     */
    public static void answer(Context ctx, String name, List<String> columns, Rows rows) throws IOException {
        ctx.status(200)
                .contentType("text/csv; charset=utf-8; header=present")
                .header("Content-Disposition", "inline; filename=\"" + name + ".csv\"");
        var out = new BufferedWriter(new OutputStreamWriter(ctx.outputStream(), StandardCharsets.UTF_8), BUFFER);
        CsvWriter writer = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(out);
        try {
            writer.writeRecord(columns);
            rows.write(new Csv(writer));
        } catch (IOException | RuntimeException failure) {
            if (ctx.res().isCommitted()) {
                breakOff(ctx);
            } else {
                ctx.removeHeader("Content-Disposition");
            }
            throw failure;
        }
        writer.close();
    }

    private static void breakOff(Context ctx) {
        ServletContextRequest.getServletContextRequest(ctx.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
    }

    /** Numbers are written as in JSON, null as nothing, all else as text. */
    public void row(List<? extends @Nullable Object> cells) throws IOException {
        var record = writer.writeRecord();
        for (Object cell : cells) {
            record.writeField(text(cell));
        }
        record.endRecord();
    }

    private static String text(@Nullable Object cell) {
        if (cell == null) {
            return "";
        }
        if (cell instanceof Double number) {
            return Json.number(number);
        }
        return cell instanceof String text ? harmless(text) : cell.toString();
    }

    static String harmless(String text) {
        if (text.isEmpty()) {
            return text;
        }
        return switch (text.charAt(0)) {
            case '=', '+', '-', '@', '\t', '\r', '\n' -> "'" + text;
            default -> text;
        };
    }
}
