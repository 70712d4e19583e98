package dev.loop.api.table;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.TypeDefinedOrder;
import org.apache.parquet.format.Util;
import org.apache.parquet.schema.MessageType;

/** Writes the table of contents at the end of a Parquet file: its content, its length, and the magic bytes. */
final class ParquetFooter {

    static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

    /** The version of the format: statistics, logical types, no pages of the second kind. */
    private static final int VERSION = 1;

    static void write(OutputStream out, MessageType schema, long rows, List<RowGroup> rowGroups) throws IOException {
        var contents = new FileMetaData(VERSION, ParquetSchema.elements(schema), rows, rowGroups)
                .setCreated_by("Loop")
                // No reader relies on the least and greatest values of text without an order.
                .setColumn_orders(
                        Collections.nCopies(schema.getFieldCount(), ColumnOrder.TYPE_ORDER(new TypeDefinedOrder())));
        var bytes = new ByteArrayOutputStream();
        Util.writeFileMetaData(contents, bytes);
        out.write(bytes.toByteArray());
        out.write(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(bytes.size())
                .array());
        out.write(MAGIC);
    }

    private ParquetFooter() {}
}
