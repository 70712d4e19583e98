package dev.loop.api.table;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.statistics.geospatial.GeospatialStatistics;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.xerial.snappy.Snappy;

/** The pages of one column of a row group, compressed, with their headers. */
final class ParquetColumn implements PageWriter {

    /** The limit of the least and greatest value in the table of contents; longer ones are left out. */
    private static final int LONGEST_BOUND = 64;

    private final ColumnDescriptor column;
    private final ByteArrayOutputStream dictionary = new ByteArrayOutputStream();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final Set<org.apache.parquet.format.Encoding> encodings = new TreeSet<>();
    private final Statistics<?> statistics;
    private long values;
    private long plainBytes;

    ParquetColumn(ColumnDescriptor column) {
        this.column = column;
        this.statistics = Statistics.createStats(column.getPrimitiveType());
    }

    /** Returns the uncompressed size of headers and pages. */
    long plainBytes() {
        return plainBytes;
    }

    @Override
    public void writePage(
            BytesInput bytes,
            int valueCount,
            int rowCount,
            Statistics<?> ofPage,
            Encoding repetition,
            Encoding definition,
            Encoding valueEncoding)
            throws IOException {
        byte[] plain = bytes.toByteArray();
        byte[] compressed = Snappy.compress(plain);
        add(
                data,
                new PageHeader(PageType.DATA_PAGE, plain.length, compressed.length)
                        .setData_page_header(new DataPageHeader(
                                valueCount, encoding(valueEncoding), encoding(definition), encoding(repetition))),
                compressed);
        values += valueCount;
        statistics.mergeStatistics(ofPage);
    }

    @Override
    public void writePage(
            BytesInput bytes,
            int valueCount,
            Statistics<?> ofPage,
            Encoding repetition,
            Encoding definition,
            Encoding valueEncoding)
            throws IOException {
        writePage(bytes, valueCount, valueCount, ofPage, repetition, definition, valueEncoding);
    }

    @Override
    public void writePage(
            BytesInput bytes,
            int valueCount,
            int rowCount,
            Statistics<?> ofPage,
            SizeStatistics sizes,
            GeospatialStatistics places,
            Encoding repetition,
            Encoding definition,
            Encoding valueEncoding)
            throws IOException {
        writePage(bytes, valueCount, rowCount, ofPage, repetition, definition, valueEncoding);
    }

    @Override
    public void writePageV2(
            int rowCount,
            int nullCount,
            int valueCount,
            BytesInput repetition,
            BytesInput definition,
            Encoding dataEncoding,
            BytesInput bytes,
            Statistics<?> ofPage) {
        throw new UnsupportedOperationException("Pages are of version 1");
    }

    @Override
    public void writeDictionaryPage(DictionaryPage page) throws IOException {
        byte[] plain = page.getBytes().toByteArray();
        byte[] compressed = Snappy.compress(plain);
        add(
                dictionary,
                new PageHeader(PageType.DICTIONARY_PAGE, plain.length, compressed.length)
                        .setDictionary_page_header(
                                new DictionaryPageHeader(page.getDictionarySize(), encoding(page.getEncoding()))),
                compressed);
    }

    private void add(ByteArrayOutputStream to, PageHeader header, byte[] page) throws IOException {
        int before = to.size();
        Util.writePageHeader(header, to);
        plainBytes += to.size() - before + header.getUncompressed_page_size();
        to.writeBytes(page);
    }

    private org.apache.parquet.format.Encoding encoding(Encoding encoding) {
        var known = org.apache.parquet.format.Encoding.valueOf(encoding.name());
        encodings.add(known);
        return known;
    }

    /** @return its entry in the table of contents */
    ColumnChunk writeTo(CountingStream out) throws IOException {
        long begin = out.written();
        dictionary.writeTo(out);
        long dataBegin = out.written();
        data.writeTo(out);
        var contents = new ColumnMetaData(
                        ParquetSchema.physical(column.getPrimitiveType()),
                        List.copyOf(encodings),
                        List.of(column.getPath()),
                        CompressionCodec.SNAPPY,
                        values,
                        plainBytes,
                        out.written() - begin,
                        dataBegin)
                .setStatistics(bounds());
        if (dictionary.size() > 0) {
            contents.setDictionary_page_offset(begin);
        }
        return new ColumnChunk(begin).setMeta_data(contents);
    }

    private org.apache.parquet.format.Statistics bounds() {
        var told = new org.apache.parquet.format.Statistics();
        if (statistics.isNumNullsSet()) {
            told.setNull_count(statistics.getNumNulls());
        }
        if (statistics.hasNonNullValue() && statistics.isSmallerThan(2L * LONGEST_BOUND)) {
            told.setMin_value(statistics.getMinBytes()).setMax_value(statistics.getMaxBytes());
        }
        return told;
    }

    @Override
    public long getMemSize() {
        return (long) dictionary.size() + data.size();
    }

    @Override
    public long allocatedSize() {
        return getMemSize();
    }

    @Override
    public String memUsageString(String prefix) {
        return prefix + " " + getMemSize() + " bytes";
    }
}
