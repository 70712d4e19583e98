package dev.loop.benchmark;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * DuckDB on a file, in this process, on all processors. Columns with few values are enumerations, and rows are in the
 * order of time, so that the minima and maxima of a block leave out other times. DuckDB comes without an index of
 * words: messages are scanned, for the text first, which is fast, and only then for whole words.
 */
final class DuckDbAnswerer extends SqlAnswerer {

    private final URLClassLoader classes;

    private DuckDbAnswerer(URLClassLoader classes, Connection connection) {
        super(connection);
        this.classes = classes;
    }

    /** Returns the driver, which is not part of the program, from the place that the launcher and the tests name. */
    static Optional<Path> driver() throws IOException {
        Path directory = Path.of(System.getProperty("loop.duckdb", "duckdb"));
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar")).findFirst();
        }
    }

    static DuckDbAnswerer of(Path driver, Path directory, Path rows) throws SQLException, IOException {
        URLClassLoader classes = new URLClassLoader(urls(driver), DuckDbAnswerer.class.getClassLoader());
        try {
            Driver duckDb = ServiceLoader.load(Driver.class, classes).stream()
                    .filter(provider -> provider.type().getName().startsWith("org.duckdb."))
                    .map(ServiceLoader.Provider::get)
                    .findFirst()
                    .orElseThrow(() -> new SQLException("There is no driver in " + driver));
            Connection connection =
                    duckDb.connect("jdbc:duckdb:" + directory.resolve("feedback.duckdb"), new Properties());
            DuckDbAnswerer answerer = new DuckDbAnswerer(classes, connection);
            answerer.fill(rows);
            return answerer;
        } catch (SQLException | RuntimeException e) {
            classes.close();
            throw e;
        }
    }

    private static URL[] urls(Path driver) throws MalformedURLException {
        return new URL[] {driver.toUri().toURL()};
    }

    private void fill(Path rows) throws SQLException {
        String file = "'" + rows.toString().replace("'", "''") + "'";
        List<String> types = new ArrayList<>();
        ItemRows.COLUMNS.forEach(column ->
                types.add("'" + column + "': '" + (column.equals("created_at") ? "BIGINT" : "VARCHAR") + "'"));
        run(
                "CREATE TABLE loaded AS FROM read_csv(" + file
                        + ", header = false, allow_quoted_nulls = false, quote = '\"', escape = '\"', columns = {"
                        + String.join(", ", types) + "})",
                "CREATE TYPE tag AS ENUM (SELECT DISTINCT tag FROM loaded WHERE tag IS NOT NULL)",
                "CREATE TYPE plan AS ENUM (SELECT DISTINCT plan FROM loaded WHERE plan IS NOT NULL)",
                "CREATE TYPE source AS ENUM (SELECT DISTINCT source FROM loaded WHERE source IS NOT NULL)",
                "CREATE TYPE sentiment AS ENUM ('positive', 'neutral', 'negative')",
                "CREATE TYPE status AS ENUM ('open', 'resolved')",
                "CREATE TABLE feedback AS SELECT id, created_at, tag::tag AS tag, plan::plan AS plan,"
                        + " source::source AS source, sentiment::sentiment AS sentiment, status::status AS status,"
                        + " author, message, lower(message) AS words FROM loaded ORDER BY created_at",
                "DROP TABLE loaded",
                "CHECKPOINT");
    }

    @Override
    public String name() {
        return "DuckDB";
    }

    @Override
    String wordsCondition(int words) {
        return String.join(" AND ", Collections.nCopies(words, "contains(words, ?) AND regexp_matches(words, ?)"));
    }

    @Override
    List<String> wordsParameters(List<String> words) {
        return words.stream()
                .flatMap(word -> Stream.of(word, "\\b" + word + "\\b"))
                .toList();
    }

    @Override
    public void close() throws SQLException {
        super.close();
        try {
            classes.close();
        } catch (IOException e) {
            throw new SQLException(e);
        }
    }
}
