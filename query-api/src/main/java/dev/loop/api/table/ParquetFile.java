package dev.loop.api.table;

import dev.loop.api.table.Column.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * Writes Apache Parquet, with version 1 of its pages and Snappy, which every reader knows. Columns are optional; times
 * are milliseconds in UTC.
 *
 * <p>Parquet's own libraries encode the columns and the table of contents. This class puts them together, since their
 * writer of files needs Hadoop: tens of megabytes, and a configuration of its own.
 *
 * @see <a href="https://parquet.apache.org/docs/file-format/">the format</a>
 */
final class ParquetFile<T> implements TableFile<T> {

    /** The size of a row group in memory: encoded, and mostly compressed. */
    private static final long ROW_GROUP_BYTES = 8 << 20;

    private static final int PAGE_BYTES = 256 << 10;

    /** The number of rows between two looks at the size. */
    private static final int ROWS_BETWEEN_LOOKS = 256;

    private final Table<T> table;
    private final MessageType schema;
    private final ParquetProperties properties;
    private final CountingStream out;
    private final List<RowGroup> rowGroups = new ArrayList<>();

    private ParquetPages pages;
    private ColumnWriteStore store;
    private final List<ColumnWriter> writers = new ArrayList<>();
    private long rows;
    private long rowsInGroup;

    ParquetFile(Table<T> table, OutputStream stream) throws IOException {
        this.table = table;
        this.schema = ParquetSchema.of(table);
        this.properties = ParquetProperties.builder()
                .withWriterVersion(WriterVersion.PARQUET_1_0)
                .withPageSize(PAGE_BYTES)
                .withDictionaryPageSize(PAGE_BYTES)
                .withSizeStatisticsEnabled(false)
                .build();
        this.out = new CountingStream(stream);
        out.write(ParquetFooter.MAGIC);
        this.pages = new ParquetPages();
        this.store = begin();
    }

    private ColumnWriteStore begin() {
        ColumnWriteStore fresh = properties.newColumnWriteStore(schema, pages);
        writers.clear();
        for (ColumnDescriptor column : schema.getColumns()) {
            writers.add(fresh.getColumnWriter(column));
        }
        return fresh;
    }

    @Override
    public void row(T row) throws IOException {
        List<? extends @Nullable Object> cells = table.cells().apply(row);
        if (cells.size() != writers.size()) {
            throw new IllegalStateException(
                    table.name() + " has " + writers.size() + " columns, and a row of " + cells.size() + " cells");
        }
        for (int i = 0; i < cells.size(); i++) {
            write(writers.get(i), table.columns().get(i).kind(), cells.get(i));
        }
        store.endRecord();
        rows++;
        rowsInGroup++;
        if (rowsInGroup % ROWS_BETWEEN_LOOKS == 0 && store.getBufferedSize() + pages.bytes() > ROW_GROUP_BYTES) {
            endRowGroup();
            pages = new ParquetPages();
            store = begin();
        }
    }

    private static void write(ColumnWriter column, Kind kind, @Nullable Object cell) {
        if (cell == null) {
            column.writeNull(0, 0);
            return;
        }
        switch (kind) {
            case TEXT, MARKED_TEXT -> column.write(Binary.fromString((String) cell), 0, 1);
            case WHOLE -> column.write(((Number) cell).longValue(), 0, 1);
            case NUMBER -> column.write(((Number) cell).doubleValue(), 0, 1);
            case YES_NO -> column.write((boolean) (Boolean) cell, 0, 1);
            case TIME -> column.write(instant(cell).toEpochMilli(), 0, 1);
        }
    }

    private static Instant instant(Object cell) {
        return cell instanceof ZonedDateTime time ? time.toInstant() : (Instant) cell;
    }

    private void endRowGroup() throws IOException {
        store.flush();
        store.close();
        if (rowsInGroup > 0) {
            rowGroups.add(pages.writeTo(out, schema, rowsInGroup));
        }
        rowsInGroup = 0;
    }

    @Override
    public void end() throws IOException {
        endRowGroup();
        ParquetFooter.write(out, schema, rows, rowGroups);
        out.flush();
    }
}
