package dev.loop.connectors.importer;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.loop.schemas.intake.FieldError;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Refused rows as CSV, with the delimiter of the file they came from, in UTF-8. */
final class RefusedCsv implements RefusedRows.Writer {

    private final CsvWriter writer;
    private final int columns;

    RefusedCsv(Path file, char delimiter, List<String> columns) throws IOException {
        this.writer = CsvWriter.builder().fieldSeparator(delimiter).build(file, StandardOpenOption.CREATE_NEW);
        this.columns = columns.size();
        List<String> header = new ArrayList<>(columns);
        header.addAll(RefusedRows.COLUMNS);
        writer.writeRecord(header);
    }

    @Override
    public void write(Row row, List<FieldError> errors) {
        List<String> fields = new ArrayList<>(row instanceof Row.Csv csv ? csv.fields() : ((Row.Unreadable) row).raw());
        if (row instanceof Row.Csv) {
            fields.subList(columns, fields.size()).clear();
        } else {
            // As many as there were; but never so few that a reason stands under a column of the file.
            while (fields.size() < columns) {
                fields.add("");
            }
        }
        fields.add(Long.toString(row.line()));
        fields.add(joined(errors, FieldError::field));
        fields.add(joined(errors, FieldError::problem));
        fields.add(joined(errors, FieldError::remedy));
        writer.writeRecord(fields);
    }

    private static String joined(List<FieldError> errors, Function<FieldError, String> part) {
        return errors.stream().map(part).filter(text -> !text.isEmpty()).collect(Collectors.joining("; "));
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
