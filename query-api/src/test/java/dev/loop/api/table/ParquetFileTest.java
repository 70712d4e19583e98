package dev.loop.api.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.SchemaBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Read back by DuckDB, which has nothing in common with the libraries that write. */
class ParquetFileTest {

    private record Cells(
            @Nullable String text,
            @Nullable Long whole,
            @Nullable Double number,
            @Nullable Boolean yes,
            @Nullable Instant time) {}

    private static final Table<Cells> TABLE = new Table<>(
            "cells",
            List.of(
                    Column.text("text.with point"),
                    Column.whole("whole"),
                    Column.number("number"),
                    Column.yesNo("yes"),
                    Column.time("time")),
            row -> Arrays.asList(row.text(), row.whole(), row.number(), row.yes(), row.time()),
            ParquetFileTest::noLine);

    @TempDir
    private Path directory;

    private static void noLine(JsonGenerator json, Cells row) {
        throw new AssertionError("Parquet has no lines");
    }

    /** Enough text in the second for several row groups. */
    @ParameterizedTest
    @ValueSource(longs = {20261121, 7})
    void shouldReadBackTheSame_whenAnyCellMayBeNull(long seed) throws Exception {
        var random = new Random(seed);
        int count = seed == 7 ? 60_000 : 3_000;
        List<Cells> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(new Cells(
                    random.nextInt(5) == 0 ? null : text(random, seed == 7 ? 400 : 40),
                    random.nextInt(5) == 0 ? null : random.nextLong(),
                    random.nextInt(5) == 0 ? null : random.nextDouble(),
                    random.nextInt(5) == 0 ? null : random.nextBoolean(),
                    random.nextInt(5) == 0 ? null : Instant.ofEpochMilli(random.nextLong(4_102_444_800_000L))));
        }
        Path file = write(rows);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            assertThat(one(statement, "SELECT count(DISTINCT row_group_id) FROM parquet_metadata('" + file + "')"))
                    .as("row groups, seed %d", seed)
                    .satisfies(groups -> assertThat(Long.parseLong(groups)).isGreaterThan(seed == 7 ? 1L : 0L));
            try (ResultSet read = statement.executeQuery(
                    "SELECT text_with_point, whole, number, yes, epoch_ms(time), typeof(time) FROM '" + file + "'")) {
                for (Cells row : rows) {
                    assertThat(read.next()).isTrue();
                    assertThat(read.getObject(1)).as("seed %d", seed).isEqualTo(row.text());
                    assertThat(read.getObject(2)).isEqualTo(row.whole());
                    assertThat(read.getObject(3)).isEqualTo(row.number());
                    assertThat(read.getObject(4)).isEqualTo(row.yes());
                    assertThat(read.getObject(5))
                            .isEqualTo(row.time() == null ? null : row.time().toEpochMilli());
                    assertThat(read.getString(6)).isEqualTo("TIMESTAMP WITH TIME ZONE");
                }
                assertThat(read.next()).isFalse();
            }
        }
    }

    /** Readers skip row groups by them: wrong ones lose rows silently. */
    @Test
    void shouldFindEachRow_whenAReaderGoesByLeastAndGreatestValues() throws Exception {
        List<Cells> rows = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            rows.add(new Cells(
                    List.of("exports", "Äpfel", "zz").get(i % 3), (long) -i, i / 7.0, true, Instant.ofEpochMilli(-i)));
        }
        Path file = write(rows);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            assertThat(one(statement, "SELECT count(*) FROM '" + file + "' WHERE text_with_point = 'Äpfel'"))
                    .isEqualTo("1667");
            assertThat(one(statement, "SELECT count(*) FROM '" + file + "' WHERE whole <= -4999"))
                    .isEqualTo("1");
            assertThat(one(statement, "SELECT count(*) FROM '" + file + "' WHERE time > TIMESTAMPTZ '1970-01-01'"))
                    .isEqualTo("0");
            assertThat(one(
                            statement,
                            "SELECT stats_min_value || ',' || stats_max_value || ',' || stats_null_count FROM"
                                    + " parquet_metadata('" + file + "') WHERE path_in_schema = 'whole'"))
                    .isEqualTo("-4999,0,0");
        }
    }

    /** A dot is a path to filters of Parquet's libraries, and Avro, which many read Parquet into, has no such names. */
    @Test
    void shouldHaveNamesThatReadersCanUse_whenColumnsAreCalledOtherwise() {
        List<String> names = ParquetSchema.names(Stream.of(
                        "user.id",
                        "metadata.How likely, and why?",
                        "metadata.a.b",
                        "metadata.a_b",
                        "metadata_a_b",
                        "größe",
                        "7d")
                .map(Column::text)
                .toList());

        assertThat(names)
                .containsExactly(
                        "user_id",
                        "metadata_How_likely__and_why_",
                        "metadata_a_b",
                        "metadata_a_b_2",
                        "metadata_a_b_3",
                        "größe",
                        "_7d");
        var fields = SchemaBuilder.record("row").fields();
        names.forEach(fields::optionalString);
        assertThat(fields.endRecord().getFields()).hasSize(7);
    }

    @Test
    void shouldBeAFile_whenThereAreNoRows() throws Exception {
        Path file = write(List.of());
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            assertThat(one(statement, "SELECT count(*) FROM '" + file + "'")).isEqualTo("0");
        }
    }

    private Path write(List<Cells> rows) throws IOException {
        Path file = directory.resolve("cells.parquet");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            var parquet = new ParquetFile<>(TABLE, out);
            for (Cells row : rows) {
                parquet.row(row);
            }
            parquet.end();
        }
        return file;
    }

    private static String one(Statement statement, String question) throws SQLException {
        try (ResultSet result = statement.executeQuery(question)) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }

    private static String text(Random random, int longest) {
        return random.ints(random.nextInt(longest), 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .append(random.nextInt(9) == 0 ? "✓" : "")
                .toString();
    }
}
