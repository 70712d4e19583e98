package dev.loop.api.table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageWriteStore;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.schema.MessageType;

/** The pages of one row group, column by column, until it is written. */
final class ParquetPages implements PageWriteStore {

    private final Map<ColumnDescriptor, ParquetColumn> columns = new HashMap<>();

    @Override
    public PageWriter getPageWriter(ColumnDescriptor column) {
        return columns.computeIfAbsent(column, ParquetColumn::new);
    }

    /** Returns the bytes held in memory. */
    long bytes() {
        return columns.values().stream().mapToLong(ParquetColumn::getMemSize).sum();
    }

    /** @return its entry in the table of contents */
    RowGroup writeTo(CountingStream out, MessageType schema, long rows) throws IOException {
        long begin = out.written();
        List<ColumnChunk> chunks = new ArrayList<>();
        long plainBytes = 0;
        for (ColumnDescriptor column : schema.getColumns()) {
            ParquetColumn pages = Objects.requireNonNull(columns.get(column));
            chunks.add(pages.writeTo(out));
            plainBytes += pages.plainBytes();
        }
        return new RowGroup(chunks, plainBytes, rows)
                .setFile_offset(begin)
                .setTotal_compressed_size(out.written() - begin);
    }
}
