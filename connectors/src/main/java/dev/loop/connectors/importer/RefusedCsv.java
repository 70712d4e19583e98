package dev.loop.connectors.importer;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.loop.schemas.text.FieldError;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Refused rows as CSV, with the delimiter and the dialect of the file they came from, in UTF-8. A row that cannot be cut
 * into fields stands there as it stood, and is refused again until it is repaired.
 */
final class RefusedCsv implements RefusedRows.Writer {

    private final Writer out;
    private final CsvWriter writer;
    private final char delimiter;
    private final Dialect dialect;
    private final int columns;
    private final String importName;

    RefusedCsv(Path file, char delimiter, Dialect dialect, List<String> columns, String importName) throws IOException {
        this.out = Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW);
        this.writer =
                CsvWriter.builder().fieldSeparator(delimiter).bufferSize(0).build(out);
        this.delimiter = delimiter;
        this.dialect = dialect;
        this.columns = columns.size();
        this.importName = importName;
        List<String> header = new ArrayList<>(columns);
        header.addAll(RefusedRows.COLUMNS);
        write(header);
    }

    @Override
    public void write(Row row, List<FieldError> errors) throws IOException {
        List<String> why = List.of(
                Long.toString(row.line()),
                joined(errors, FieldError::field),
                joined(errors, FieldError::problem),
                joined(errors, FieldError::remedy),
                importName);
        if (row instanceof Row.Unreadable unreadable && unreadable.verbatim()) {
            out.write(unreadable.raw().get(0));
            out.write(delimiter);
            write(why);
            return;
        }
        List<String> fields = new ArrayList<>(row instanceof Row.Csv csv ? csv.fields() : ((Row.Unreadable) row).raw());
        if (row instanceof Row.Csv) {
            fields.subList(columns, fields.size()).clear();
        } else {
            // An unreadable row keeps its fields, but is filled up so that no reason stands under a column of the file.
            while (fields.size() < columns) {
                fields.add("");
            }
        }
        fields.addAll(why);
        write(fields);
    }

    private void write(List<String> fields) throws IOException {
        if (dialect.equals(Dialect.RFC_4180)) {
            writer.writeRecord(fields);
            return;
        }
        out.write(fields.stream().map(this::inDialect).collect(Collectors.joining(String.valueOf(delimiter))));
        out.write("\r\n");
    }

    private String inDialect(String field) {
        String text = dialect.backslash() ? field.replace("\\", "\\\\").replace("\"", "\\\"") : field;
        if (dialect.quotes()) {
            return '"' + (dialect.backslash() ? text : text.replace("\"", "\"\"")) + '"';
        }
        String broken = "[\\r\\n" + java.util.regex.Pattern.quote(String.valueOf(delimiter)) + "]";
        // A file without quotes and backslashes cannot hold these characters in a field; only the reasons can.
        return text.replaceAll(broken, dialect.backslash() ? "\\\\$0" : " ");
    }

    private static String joined(List<FieldError> errors, Function<FieldError, String> part) {
        return errors.stream().map(part).filter(text -> !text.isEmpty()).collect(Collectors.joining("; "));
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
