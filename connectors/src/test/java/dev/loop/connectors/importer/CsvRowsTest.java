package dev.loop.connectors.importer;

import static dev.loop.connectors.importer.Importing.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvRowsTest {

    private static final String[] PIECES = {
        "a", "Z", "é", "漢", "😀", " ", "\"", "\"\"", ",", ";", "\t", "|", "\n", "\r\n", "'", "\\", "\u0000", "=1+1",
        "\u00a0"
    };

    @TempDir
    private Path directory;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldReadBackWhatWasWritten_whenFieldsHoldAnything(long seed) throws IOException {
        // Given
        Random random = new Random(seed);
        char delimiter = ",;\t|".charAt(random.nextInt(4));
        int columns = 2 + random.nextInt(6);
        List<List<String>> written = new ArrayList<>();
        for (int row = 0; row < 300; row++) {
            List<String> fields = new ArrayList<>();
            for (int column = 0; column < columns; column++) {
                StringBuilder field = new StringBuilder();
                for (int piece = random.nextInt(8); piece > 0; piece--) {
                    field.append(PIECES[random.nextInt(PIECES.length)]);
                }
                fields.add(row == 0 ? "column " + column : field.toString());
            }
            written.add(fields);
        }
        Path file = directory.resolve("a.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file));
                CsvWriter writer = CsvWriter.builder().fieldSeparator(delimiter).build(out, StandardCharsets.UTF_8)) {
            written.forEach(writer::writeRecord);
        }

        // When
        List<List<String>> read = new ArrayList<>();
        try (RowSource source = RowSource.open(file.toString(), Importing.FOUND_OUT)) {
            read.add(source.columns());
            for (Row row = source.next(); row != null; row = source.next()) {
                read.add(((Row.Csv) row).fields());
            }
        }

        // Then
        assertThat(read).isEqualTo(written);
    }

    @Test
    void shouldReadTheHeader_whenAByteOrderMarkStandsBeforeIt() throws IOException {
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            Path file = Files.write(directory.resolve("bom.csv"), "\uFEFFa;b\nü;2\n".getBytes(charset));
            try (RowSource source = RowSource.open(file.toString(), Importing.FOUND_OUT)) {
                assertThat(source.columns()).as(charset.name()).containsExactly("a", "b");
                assertThat(source.next()).isEqualTo(new Row.Csv(2, List.of("ü", "2")));
            }
        }
    }

    @Test
    void shouldNameTheOption_whenTheEncodingIsAnother() throws IOException {
        Path file =
                Files.write(directory.resolve("latin.csv"), "a,b\nmüde,1\n".getBytes(Charset.forName("windows-1252")));

        assertThatThrownBy(() -> RowSource.open(file.toString(), Importing.FOUND_OUT))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("is not UTF-8")
                .hasMessageContaining("--encoding windows-1252");
        RowSource.Options options = new RowSource.Options(
                Optional.empty(), Charset.forName("windows-1252"), Optional.empty(), Dialect.RFC_4180, 0, 0, List.of());
        try (RowSource source = RowSource.open(file.toString(), options)) {
            assertThat(source.next()).isEqualTo(new Row.Csv(2, List.of("müde", "1")));
        }
    }

    @Test
    void shouldSayWhereToLook_whenAQuoteIsNeverClosed() throws IOException {
        Path file = file(directory, "a.csv", "a,b", "1,\"open", "x,y\n".repeat(2_000_000));

        assertThatThrownBy(() -> RowSource.open(file.toString(), Importing.FOUND_OUT))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("quote")
                .hasMessageContaining("after line 1");
    }

    @Test
    void shouldSayHowMuchIsInside_whenAQuoteStaysOpenToTheEnd() throws IOException {
        Path file = Files.writeString(directory.resolve("open.csv"), "a,b,c\n1,2,3\n4,\"5,6\n7,8,9\n10,11,12\n");
        try (RowSource source = RowSource.open(file.toString(), Importing.FOUND_OUT)) {
            assertThat(source.next()).isInstanceOf(Row.Csv.class);
            Row.Unreadable row = (Row.Unreadable) source.next();
            assertThat(row.refusal().problem()).contains("never closed", "over 3 lines");
            assertThat(row.refusal().remedy()).contains("Close the quote");
            assertThat(source.next()).isNull();
        }
    }

    @Test
    void shouldSayWhatToDo_whenTheFileIsNoText() throws IOException {
        Path workbook = Files.write(directory.resolve("a.xlsx"), new byte[] {'P', 'K', 3, 4, 0});
        Path empty = Files.createFile(directory.resolve("empty.csv"));

        assertThatThrownBy(() -> RowSource.open(workbook.toString(), Importing.FOUND_OUT))
                .hasMessageContaining("save the sheet as CSV");
        assertThatThrownBy(() -> RowSource.open(empty.toString(), Importing.FOUND_OUT))
                .hasMessageContaining("is empty");
        assertThatThrownBy(() -> RowSource.open(directory.resolve("none.csv").toString(), Importing.FOUND_OUT))
                .hasMessageContaining("There is no file");
        assertThatThrownBy(() -> RowSource.open(directory.toString(), Importing.FOUND_OUT))
                .hasMessageContaining("is a directory");
    }
}
