package dev.loop.connectors.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of other writers are read as they were written, or refused; nothing is altered. */
class CsvDialectTest {

    private static final String[] PIECES = {
        "a", "b", "é", "漢", " ", "\"", "\"", "\"\"", "'", ",", ";", "\t", "\n", "\r\n", "said", "{", "}", ":"
    };

    private static final Dialect BACKSLASH = new Dialect(true, true);
    private static final Dialect BARE = new Dialect(false, false);

    @TempDir
    private Path directory;

    static Stream<Long> seeds() {
        return Stream.iterate(1L, seed -> seed + 1).limit(40);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldReadBackWhatWasWritten_whenTheDialectIsNamed(long seed) throws IOException {
        Random random = new Random(seed);
        char delimiter = ",;\t".charAt(random.nextInt(3));
        List<List<String>> rows = rows(random, "\\");
        boolean always = random.nextBoolean();
        Path file = write(
                rows,
                delimiter,
                field -> always || needsQuotes(field, delimiter) || field.contains("\\")
                        ? '"' + field.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
                        : field);

        assertThat(read(file, BACKSLASH, delimiter))
                .as("backslash, seed " + seed)
                .isEqualTo(rows);

        file = write(
                rows,
                delimiter,
                field -> always || needsQuotes(field, delimiter) ? '"' + field.replace("\"", "\"\"") + '"' : field);

        assertThat(read(file, Dialect.RFC_4180, delimiter))
                .as("RFC 4180, seed " + seed)
                .isEqualTo(rows);
    }

    /** Nobody said that quotes are escaped by a backslash. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldAlterNothing_whenTheDialectIsAnotherThanNamed(long seed) throws IOException {
        Random random = new Random(seed);
        char delimiter = ",;\t".charAt(random.nextInt(3));
        // The text has no backslashes of its own: "C:\\x" is right in both dialects, and no reader can tell.
        List<List<String>> rows = rows(random, "");
        boolean always = random.nextBoolean();
        Path backslash = write(
                rows,
                delimiter,
                field -> always || needsQuotes(field, delimiter) ? '"' + field.replace("\"", "\\\"") + '"' : field);
        Path unescaped =
                write(rows, delimiter, field -> always || needsQuotes(field, delimiter) ? '"' + field + '"' : field);

        for (Dialect dialect : List.of(Dialect.RFC_4180, BACKSLASH)) {
            for (Path file : List.of(backslash, unescaped)) {
                boolean right = file.equals(backslash) && dialect.equals(BACKSLASH);
                List<List<String>> read = read(file, dialect, delimiter);
                assertThat(read).as(dialect + " of " + file + ", seed " + seed).hasSizeLessThanOrEqualTo(rows.size());
                if (right || file.equals(backslash)) {
                    List<List<String>> altered = new ArrayList<>(read);
                    altered.removeAll(rows);
                    assertThat(altered)
                            .as(dialect + " of " + file + ", seed " + seed)
                            .isEmpty();
                }
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldReadBackOrRefuse_whenNothingIsQuoted(long seed) throws IOException {
        Random random = new Random(seed);
        char delimiter = ",;\t".charAt(random.nextInt(3));
        List<List<String>> rows = rows(random, "\\").stream()
                .map(row -> row.stream()
                        .map(field -> field.replaceAll("[\\r\\n]", " "))
                        .toList())
                .toList();
        List<List<String>> whole = rows.stream()
                .filter(row -> row.stream().noneMatch(field -> field.indexOf(delimiter) >= 0))
                .toList();
        Path file = write(rows, delimiter, field -> field);

        assertThat(read(file, BARE, delimiter)).as("seed " + seed).isEqualTo(whole);
    }

    @Test
    void shouldNameTheQuoteAndTheLine_whenTextFollowsAQuote() throws IOException {
        Path file = Importing.file(
                directory,
                "bs.csv",
                "user.id,message,sentiment,tag",
                "c1,\"He said \\\"hi\\\"\",negative,t",
                "c2,fine,negative,t",
                "d1,\"The \"Save\" button",
                "is gone\",negative,t",
                "c5,\"{\\\"q1\\\":\\\"yes\\\"}\",negative,t",
                "c6,5\" wide,positive,t");
        try (RowSource source = RowSource.open(file.toString(), Importing.FOUND_OUT)) {
            Row.Unreadable first = (Row.Unreadable) source.next();
            assertThat(first.line()).isEqualTo(2);
            assertThat(first.refusal().problem())
                    .contains("text after the quote that closes a field", "He said \\\"hi");
            assertThat(first.refusal().remedy()).contains("--escape backslash");
            assertThat(source.next()).isEqualTo(new Row.Csv(3, List.of("c2", "fine", "negative", "t")));
            Row.Unreadable second = (Row.Unreadable) source.next();
            assertThat(second.refusal().problem()).contains("The \"Save\" button", "on line 4");
            assertThat(second.refusal().remedy()).contains("Double the quotes", "--quote none");
            assertThat(((Row.Unreadable) source.next()).line()).isEqualTo(6);
            assertThat(source.next()).isEqualTo(new Row.Csv(7, List.of("c6", "5\" wide", "positive", "t")));
            assertThat(source.next()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"C:\\new", "tab\\t"})
    void shouldRefuseTheRow_whenABackslashMayMeanTwoThings(String text) throws IOException {
        Path file = Importing.file(directory, "a.csv", "id,message", "1," + text, "2,ok");

        assertThat(read(file, BACKSLASH, ',')).containsExactly(List.of("2", "ok"));
    }

    @Test
    void shouldRefuseItAgain_whenARefusedRowIsImportedWithoutRepair() throws IOException {
        Path file = Importing.file(
                directory, "q.csv", "user.id,message,sentiment", "a,\"say \\\"hi\\\"\",neutral", "b,ok,neutral");
        try (FakeLoop server = new FakeLoop()) {
            Path refused = Importing.run(server, file, MappingOptions.NONE)
                    .refusedFile()
                    .orElseThrow();
            assertThat(refused).content().contains("a,\"say \\\"hi\\\"\",neutral,2,");

            assertThat(Importing.run(server, refused, MappingOptions.NONE)
                            .progress()
                            .refused())
                    .isEqualTo(1);

            // When repaired
            Files.writeString(refused, Files.readString(refused).replace("\"say \\\"hi\\\"\"", "\"say \"\"hi\"\"\""));
            Importing.run(server, refused, MappingOptions.NONE);
            assertThat(server.itemList().get(1).get("message").asText()).isEqualTo("say \"hi\"");
        }
    }

    private static boolean needsQuotes(String field, char delimiter) {
        return field.indexOf(delimiter) >= 0 || field.matches("(?s).*[\"\\r\\n].*");
    }

    private static List<List<String>> rows(Random random, String piece) {
        int columns = 2 + random.nextInt(4);
        List<List<String>> rows = new ArrayList<>();
        for (int row = 0; row < 60; row++) {
            List<String> fields = new ArrayList<>();
            // A number first, so that no two rows are alike and none is an empty line.
            fields.add("n" + row);
            for (int column = 1; column < columns; column++) {
                StringBuilder field = new StringBuilder();
                for (int left = random.nextInt(7); left > 0; left--) {
                    field.append(random.nextInt(12) == 0 ? piece : PIECES[random.nextInt(PIECES.length)]);
                }
                fields.add(field.toString());
            }
            rows.add(fields);
        }
        return rows;
    }

    private Path write(List<List<String>> rows, char delimiter, java.util.function.UnaryOperator<String> quoting)
            throws IOException {
        List<String> header = new ArrayList<>();
        for (int column = 0; column < rows.get(0).size(); column++) {
            header.add("c" + column);
        }
        String text = Stream.concat(Stream.of(header), rows.stream())
                .map(row -> row.stream().map(quoting).collect(Collectors.joining(String.valueOf(delimiter))))
                .collect(Collectors.joining("\r\n", "", "\r\n"));
        return Files.writeString(Files.createTempFile(directory, "d", ".csv"), text);
    }

    /** The rows that are not refused. */
    private static List<List<String>> read(Path file, Dialect dialect, char delimiter) {
        RowSource.Options plain = Importing.reading(dialect);
        RowSource.Options options = new RowSource.Options(
                plain.format(), plain.encoding(), java.util.Optional.of(delimiter), dialect, 0, 0, List.of());
        List<List<String>> read = new ArrayList<>();
        try (RowSource source = RowSource.open(file.toString(), options)) {
            for (Row row = source.next(); row != null; row = source.next()) {
                if (row instanceof Row.Csv csv) {
                    read.add(csv.fields());
                }
            }
        }
        return read;
    }
}
