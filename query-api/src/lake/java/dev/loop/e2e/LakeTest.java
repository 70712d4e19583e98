package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.bi.EmbeddedConnect;
import dev.loop.connectors.connect.ConnectorFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The history of items in an Iceberg table, written by the sink with its file as it is, and read back. */
class LakeTest {

    private static final int ITEMS = 200;

    @TempDir
    private Path directory;

    @Test
    void shouldHoldEveryChangeOnce_whenTheSinkIsStoppedInBetween() throws IOException {
        Path lake = Files.createDirectory(directory.resolve("lake"));
        try (RunningLoop loop = RunningLoop.up(directory.resolve("data"))) {
            LoopClient client = loop.client();
            createControlTopic(loop);
            List<String> ids = create(client);
            int expected = ITEMS;
            try (EmbeddedConnect connect = connect(loop, lake)) {
                awaitRows(connect, lake, expected);
                for (String id : ids.subList(0, 20)) {
                    client.patch("/v1/feedback/" + id, "{\"tag\":\"billing\",\"status\":\"resolved\"}")
                            .expect(200);
                }
                expected += 20;
                awaitRows(connect, lake, expected);
            }
            for (String id : ids.subList(10, 40)) {
                client.delete("/v1/feedback/" + id).expect(204);
            }
            expected += 30;
            try (EmbeddedConnect connect = connect(loop, lake)) {
                awaitRows(connect, lake, expected);
            }
            check(client, rows(lake), expected);
            theGuide(client, lake);
        }
    }

    /** Brokers of ours make no topic that nobody asked for. */
    private static void createControlTopic(RunningLoop loop) {
        String name = String.valueOf(ConnectorFile.lake().config().get("iceberg.control.topic"));
        try (Admin admin = Admin.create(loop.kafka())) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> create(LoopClient client) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            lines.add(LoopClient.item("m" + i, i % 4 == 0 ? "positive" : "negative", Map.of("tag", "exports")));
        }
        List<String> ids = new ArrayList<>();
        client.batch(lines)
                .expect(202)
                .json()
                .path("results")
                .forEach(result -> ids.add(result.path("id").asText()));
        return ids;
    }

    private EmbeddedConnect connect(RunningLoop loop, Path lake) throws IOException {
        Map<String, String> config = new HashMap<>(ConnectorFile.lake().config());
        config.put("name", ConnectorFile.lake().name());
        config.put("iceberg.catalog.warehouse", lake.toUri().toString());
        loop.kafka().forEach((name, value) -> config.put("iceberg.kafka." + name, value.toString()));
        config.put("iceberg.control.commit.interval-ms", "1000");
        config.put("value.converter.schema.registry.url", loop.address() + "/registry");
        config.put("value.converter.basic.auth.user.info", "connect:" + RunningLoop.SECRET_KEY);
        Path plugins = Files.createDirectories(directory.resolve("plugins"));
        EmbeddedConnect connect = EmbeddedConnect.start(loop.kafka(), plugins);
        connect.put(ConnectorFile.lake().name(), config);
        return connect;
    }

    private static void awaitRows(EmbeddedConnect connect, Path lake, int expected) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    connect.tasks(ConnectorFile.lake().name())
                            .values()
                            .forEach(task ->
                                    assertThat(task.state()).as(task.trace()).isNotEqualTo("FAILED"));
                    assertThat(rows(lake)).hasSize(expected);
                });
    }

    private static List<Record> rows(Path lake) {
        List<Record> rows = new ArrayList<>();
        try (HadoopCatalog catalog =
                new HadoopCatalog(new Configuration(), lake.toUri().toString())) {
            Table table = catalog.loadTable(TableIdentifier.of("loop", "feedback_event"));
            assertThat(table.schema().findType("at")).isEqualTo(Types.TimestampType.withZone());
            assertThat(table.spec().fields()).singleElement().hasToString("1000: at_month: month(6)");
            try (CloseableIterable<Record> all = IcebergGenerics.read(table).build()) {
                all.forEach(rows::add);
            }
        } catch (NoSuchTableException notYet) {
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    /** The queries of the guide, in the dialect of DuckDB, over the files that the table consists of. */
    private static void theGuide(LoopClient client, Path lake) throws IOException {
        String files = "read_parquet('" + lake.resolve("loop/feedback_event/data/**/*.parquet") + "')";
        List<String> queries = Guide.sql("## The lake: Apache Iceberg").stream()
                .map(query -> query.replace("loop.feedback_event", files).replace("TIMESTAMP '", "TIMESTAMPTZ '"))
                .toList();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            try (ResultSet waits = statement.executeQuery(queries.get(0))) {
                assertThat(waits.next()).isTrue();
                assertThat(waits.getString(1)).isEqualTo("billing");
                assertThat(waits.getLong(2)).isEqualTo(20);
            }
            String soon =
                    Instant.now().plusSeconds(3_600).toString().substring(0, 19).replace('T', ' ');
            Map<String, Long> standing = new TreeMap<>();
            try (ResultSet rows = statement.executeQuery(
                    queries.get(1).replaceFirst("'[-0-9]+ [0-9:]+ UTC'", "'" + soon + " UTC'"))) {
                while (rows.next()) {
                    standing.put(rows.getString(1) + " " + rows.getString(2), rows.getLong(3));
                }
            }
            Map<String, Long> expected = new TreeMap<>();
            client.items("")
                    .forEach(item -> expected.merge(
                            item.path("tag").asText() + " "
                                    + item.path("sentiment").asText(),
                            1L,
                            Long::sum));
            assertThat(standing).isEqualTo(expected);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** What stands now, found out from the history alone. */
    private static void check(LoopClient client, List<Record> rows, int expected) {
        Set<Object> events = new HashSet<>();
        Map<Object, Record> last = new TreeMap<>();
        for (Record row : rows) {
            events.add(row.getField("event_id"));
            last.merge(
                    row.getField("id"),
                    row,
                    (one, other) -> (long) one.getField("revision") > (long) other.getField("revision") ? one : other);
        }
        assertThat(events).hasSize(expected);
        Map<Object, Long> byTag = new TreeMap<>();
        last.values().stream()
                .filter(row -> !row.getField("type").equals("erased"))
                .filter(row -> row.getField("after_sentiment").equals("negative"))
                .forEach(row -> byTag.merge(row.getField("after_tag"), 1L, Long::sum));
        JsonNode answer = client.get("/v1/sentiment?group_by=tag").expect(200).json();
        Map<Object, Long> counted = new TreeMap<>();
        answer.path("rows")
                .forEach(row -> counted.put(
                        row.path("tag").asText(), row.path("negative").asLong()));
        assertThat(byTag).isEqualTo(counted);
    }
}
