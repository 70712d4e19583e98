package dev.loop.api.table;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.loop.api.http.Json;
import dev.loop.schemas.text.Rfc3339;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes RFC 4180 in UTF-8.
 *
 * <p>Text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection).
 */
final class CsvFile<T> implements TableFile<T> {

    private static final DateTimeFormatter IN_ZONE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssXXX", Locale.ROOT);

    private final Table<T> table;
    private final Writer out;
    private final CsvWriter csv;

    CsvFile(Table<T> table, OutputStream stream) {
        this.table = table;
        this.out = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
        this.csv = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(out);
        csv.writeRecord(table.columns().stream().map(Column::name).toList());
    }

    @Override
    public void row(T row) {
        var line = csv.writeRecord();
        int column = 0;
        for (Object cell : table.cells().apply(row)) {
            boolean marked = table.columns().get(column++).kind() == Column.Kind.MARKED_TEXT;
            line.writeField(marked && cell != null ? "'" + cell : text(cell));
        }
        line.endRecord();
    }

    /** Returns the text of a cell: numbers as in JSON, null as nothing. */
    private static String text(@Nullable Object cell) {
        if (cell == null) {
            return "";
        }
        if (cell instanceof Double number) {
            return Json.number(number);
        }
        if (cell instanceof Instant time) {
            return Rfc3339.format(time.toEpochMilli());
        }
        if (cell instanceof ZonedDateTime time) {
            return IN_ZONE.format(time);
        }
        return cell instanceof String text ? harmless(text) : cell.toString();
    }

    static String harmless(String text) {
        if (text.isEmpty()) {
            return text;
        }
        return switch (text.charAt(0)) {
            case '=', '+', '-', '@', '\t', '\r', '\n', '\'' -> "'" + text;
            default -> text;
        };
    }

    @Override
    public void flush() throws IOException {
        csv.flush();
    }

    @Override
    public void end() throws IOException {
        csv.close();
    }
}
