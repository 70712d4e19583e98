package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/** The airline file as the API's files, read by DuckDB, against what an independent program counts in it. */
final class AirlineFiles {

    private static final String SENTIMENTS = "count(*) FILTER (sentiment = 'positive'),"
            + " count(*) FILTER (sentiment = 'neutral'), count(*) FILTER (sentiment = 'negative')";

    /** A time with a zone in Parquet, a plain one where DuckDB makes it of text: each in UTC. */
    private static final String DAY = "CAST(epoch_ms(epoch_ms(createdAt)) AS DATE)";

    static void check(LoopClient client, JsonNode expected) {
        Map<String, Figures> byTag = AirlineTweetsTest.table(expected.path("byTag"));
        Map<String, Figures> byDay = AirlineTweetsTest.table(expected.path("byDay"));
        Path directory = null;
        try {
            directory = Files.createTempDirectory("airline-files");
            try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                    Statement statement = connection.createStatement()) {
                for (String format : new String[] {"parquet", "csv", "ndjson"}) {
                    String items = file(client, directory.resolve("items." + format), "/v1/feedback", format);
                    assertThat(figures(statement, "coalesce(tag, '(none)')", SENTIMENTS, items))
                            .as(format)
                            .isEqualTo(byTag);
                    assertThat(figures(statement, DAY, SENTIMENTS, items))
                            .as(format)
                            .isEqualTo(byDay);
                    String counts =
                            file(client, directory.resolve("counts." + format), "/v1/sentiment?group_by=tag", format);
                    assertThat(figures(
                                    statement,
                                    "coalesce(tag, '(none)')",
                                    "sum(positive), sum(neutral), sum(negative)",
                                    counts))
                            .as(format)
                            .isEqualTo(byTag);
                }
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(directory);
        }
    }

    /** @return what DuckDB reads it by */
    private static String file(LoopClient client, Path file, String path, String format) {
        client.save(path + (path.contains("?") ? "&" : "?") + "format=" + format, file);
        return switch (format) {
            case "csv" -> "read_csv('" + file + "', header = true, quote = '\"', escape = '\"')";
            case "ndjson" -> "read_ndjson('" + file + "')";
            default -> "read_parquet('" + file + "')";
        };
    }

    private static Map<String, Figures> figures(Statement statement, String name, String counts, String file)
            throws SQLException {
        Map<String, Figures> figures = new TreeMap<>();
        try (ResultSet rows =
                statement.executeQuery("SELECT " + name + ", " + counts + " FROM " + file + " GROUP BY 1")) {
            while (rows.next()) {
                figures.put(rows.getString(1), new Figures(rows.getLong(2), rows.getLong(3), rows.getLong(4)));
            }
        }
        return figures;
    }

    private static void delete(Path directory) {
        if (directory == null) {
            return;
        }
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private AirlineFiles() {}
}
