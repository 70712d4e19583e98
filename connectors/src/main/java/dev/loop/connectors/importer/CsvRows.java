package dev.loop.connectors.importer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import dev.loop.schemas.intake.FieldError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** CSV by RFC 4180: the first record names the columns; quoted fields may hold delimiters, quotes and line breaks. */
final class CsvRows extends RowSource {

    /** A quote that is never closed would otherwise read the rest of the file as one field. */
    private static final int MAXIMUM_RECORD = 4_000_000;

    private static final char[] DELIMITERS = {',', ';', '\t', '|'};
    private static final int LOOKED_AT = 1 << 15;

    private final TextInput input;
    private final char delimiter;
    private final CloseableIterator<CsvRecord> records;
    private final List<String> columns;
    private final int ownColumns;
    private long line = 1;

    private CsvRows(TextInput input, char delimiter) {
        super(input);
        this.input = input;
        this.delimiter = delimiter;
        this.records = CsvReader.builder()
                .fieldSeparator(delimiter)
                // Whether such a record makes sense shows in the number of its fields; it must not end the import.
                .allowExtraCharsAfterClosingQuote(true)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .build(
                        CsvRecordHandler.of(
                                limits -> limits.maxFieldSize(MAXIMUM_RECORD).maxRecordSize(MAXIMUM_RECORD)),
                        input.reader())
                .iterator();
        CsvRecord header = record();
        if (header == null) {
            throw new ImportException(input.name() + " is empty. Its first line must name the columns.");
        }
        this.columns = header.getFields().stream().map(String::strip).toList();
        int refused = columns.indexOf(RefusedRows.COLUMNS.get(0));
        this.ownColumns = refused < 0 ? columns.size() : refused;
    }

    /** @param delimiter found out from the first line where absent */
    static CsvRows open(TextInput input, Optional<Character> delimiter) {
        return new CsvRows(input, delimiter.orElseGet(() -> delimiterOf(input.start(LOOKED_AT))));
    }

    /** Of the usual ones, the one that the first line has most of, outside quotes. */
    static char delimiterOf(String start) {
        int[] counts = new int[DELIMITERS.length];
        boolean quoted = false;
        for (int i = 0; i < start.length(); i++) {
            char c = start.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == '\n' || c == '\r')) {
                break;
            } else if (!quoted) {
                for (int d = 0; d < DELIMITERS.length; d++) {
                    counts[d] += c == DELIMITERS[d] ? 1 : 0;
                }
            }
        }
        int best = 0;
        for (int d = 1; d < DELIMITERS.length; d++) {
            best = counts[d] > counts[best] ? d : best;
        }
        return DELIMITERS[best];
    }

    @Override
    public Format format() {
        return Format.CSV;
    }

    @Override
    public List<String> columns() {
        return columns.subList(0, ownColumns);
    }

    @Override
    Optional<Function<Row, @Nullable JsonNode>> column(String name) {
        int index = columns.indexOf(name);
        if (index < 0) {
            return Optional.empty();
        }
        if (columns.lastIndexOf(name) != index) {
            throw new ImportException("Two columns are called '" + name + "'. Rename one of them in the first line.");
        }
        return Optional.of(row -> TextNode.valueOf(((Row.Csv) row).fields().get(index)));
    }

    @Override
    byte[] content(Row row) {
        ByteArrayOutputStream content = new ByteArrayOutputStream(512);
        for (String field : ((Row.Csv) row).fields().subList(0, ownColumns)) {
            byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
            content.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            content.writeBytes(bytes);
        }
        return content.toByteArray();
    }

    @Override
    RefusedRows.Writer refusedRows(Path file) throws IOException {
        return new RefusedCsv(file, delimiter, columns());
    }

    @Override
    @Nullable
    Row read() {
        CsvRecord record = record();
        if (record == null) {
            return null;
        }
        if (record.getFieldCount() != columns.size()) {
            return new Row.Unreadable(line, record.getFields(), wrongCount(record));
        }
        return new Row.Csv(line, record.getFields());
    }

    private FieldError wrongCount(CsvRecord record) {
        String problem = "has " + record.getFieldCount() + " columns, the first line has " + columns.size();
        long lines = record.getField(record.getFieldCount() - 1).lines().count();
        // All that stands behind a quote that is never closed is one field: without a word they would be missing.
        return lines > 1
                ? new FieldError(
                        "",
                        problem + ", and its last one goes on over " + lines + " lines",
                        "Close the quote that is opened there, or double it if it is a part of the text.")
                : new FieldError("", problem, "Put fields that hold a delimiter or a line break in quotes.");
    }

    private @Nullable CsvRecord record() {
        try {
            if (!records.hasNext()) {
                return null;
            }
            CsvRecord record = records.next();
            line = record.getStartingLineNumber();
            return record;
        } catch (UncheckedIOException e) {
            throw input.failure(e.getCause(), line);
        } catch (CsvParseException e) {
            if (e.getCause() instanceof IOException cause) {
                throw input.failure(cause, line);
            }
            throw new ImportException(
                    input.name() + " cannot be read as CSV after line " + line + ": " + e.getMessage()
                            + ". Often a quote that is opened there is never closed.",
                    e);
        }
    }
}
