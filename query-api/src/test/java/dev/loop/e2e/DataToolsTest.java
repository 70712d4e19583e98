package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.connectors.postgres.PostgresAddress;
import dev.loop.outside.PythonProject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The scripts of the page about data tools, in the versions that it names, count what the API counts: by tag and plan, and
 * by the weeks of two zones. On demand, as it installs a hundred packages of PyPI: {@code -Dloop.datatools}.
 */
class DataToolsTest {

    private static final List<String> SENTIMENTS = List.of("positive", "neutral", "negative");
    private static final List<@Nullable String> TAGS =
            Arrays.asList("exports", "Größe, \"L\"", "=1+1", "0815", "2026-06-01", "{{ x }}", null);
    private static final List<@Nullable String> PLANS = Arrays.asList("scale", "free", null);
    /** So many that a field of the oldest items alone is in no early line of a file: some 3 MB. */
    private static final int ITEMS = 12_000;

    private static final int BATCH = 4_000;
    /** Items of the last nine weeks or so, about eight minutes apart, so that some are on either side of each midnight. */
    private static final Duration APART = Duration.ofSeconds(461);

    @TempDir
    private static Path directory;

    private static @Nullable RunningLoop running;

    @BeforeAll
    static void start() {
        assumeTrue(System.getProperty("loop.datatools") != null, "SKIPPED: run with -Dloop.datatools");
        RunningLoop loop = RunningLoop.up(directory.resolve("data"), "--bi");
        running = loop;
        fill(loop.client());
    }

    @AfterAll
    static void stop() {
        if (running != null) {
            running.close();
        }
    }

    private static void fill(LoopClient client) {
        Instant now = Instant.now();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            Map<String, Object> more = new HashMap<>();
            more.put("createdAt", now.minus(APART.multipliedBy(i)).toString());
            more.put("metadata", i > ITEMS - 100 ? Map.of("browser", "b" + i, "build.number", "007") : Map.of());
            if (i > ITEMS - 100) {
                more.put("externalId", "00" + (900_000_000_000_000_000L + i));
            }
            if (TAGS.get(i % TAGS.size()) != null) {
                more.put("tag", TAGS.get(i % TAGS.size()));
            }
            if (PLANS.get(i % PLANS.size()) != null) {
                more.put("plan", PLANS.get(i % PLANS.size()));
            }
            lines.add(LoopClient.item("said “" + i + "”\n🎉", SENTIMENTS.get(i / 5 % 3), more));
            if (lines.size() == BATCH) {
                client.batch(lines).expect(202);
                lines.clear();
            }
        }
        client.awaitTotal(ITEMS);
        String position = client.get("/v1/sentiment")
                .expect(200)
                .json()
                .at("/asOf/position")
                .asText();
        client.get("/v1/sinks", "Loop-Position", position).expect(200);
    }

    @ParameterizedTest
    @CsvSource({
        "outside-data, with_pandas.py",
        "outside-data, with_polars.py",
        "outside-data, with_pyarrow.py",
        "outside-data, with_duckdb.py",
        "outside-data, with_jupysql.ipy",
        "outside-odata, with_python_odata.py",
        "outside-dbt, with_dbt.py",
    })
    void shouldCountAsTheApiDoes_whenAScriptOfTheGuideRuns(String project, String script) throws Exception {
        RunningLoop loop = running;
        assertThat(loop).isNotNull();
        LoopClient client = loop.client();
        Path printed = Files.createTempFile(directory, "printed", ".txt");
        URI database =
                URI.create(PostgresAddress.parse(loop.postgres()).jdbcUrl().substring("jdbc:".length()));
        int status = PythonProject.install(project)
                .run(
                        script,
                        Map.of(
                                "LOOP_URL",
                                loop.address().toString().replaceFirst("/$", ""),
                                "LOOP_SECRET_KEY",
                                RunningLoop.SECRET_KEY,
                                "DATABASE_URL",
                                loop.postgres(),
                                "LOOP_POSTGRES_PORT",
                                Integer.toString(database.getPort()),
                                "LOOP_POSTGRES_DIRECTORY",
                                directory.resolve("data/postgres").toString()),
                        printed);
        String all = Files.readString(printed);
        assertThat(status).as("%s", all).isZero();
        JsonNode told = LoopClient.JSON.readTree(all.lines()
                .filter(line -> line.startsWith("{"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(script + " prints no figures:\n" + all)));

        assertThat(told.path("counts")).as(script).isNotEmpty();
        Map<String, String> byTagAndPlan = new TreeMap<>();
        client.get("/v1/sentiment?group_by=tag,plan")
                .expect(200)
                .json()
                .path("rows")
                .forEach(row -> byTagAndPlan.put(row.path("tag") + " " + row.path("plan"), figures(row)));
        told.path("counts").properties().forEach(counts -> {
            Map<String, String> found = new TreeMap<>();
            counts.getValue()
                    .forEach(row -> found.put(row.get(0) + " " + row.get(1), row.get(2) + " of " + row.get(3)));
            assertThat(found).as(counts.getKey()).isEqualTo(byTagAndPlan);
        });

        told.path("weeks")
                .properties()
                .forEach(zone -> zone.getValue().properties().forEach(weeks -> {
                    Map<String, String> found = new TreeMap<>();
                    weeks.getValue()
                            .forEach(row ->
                                    found.put(row.get(0).asText().substring(0, 10), row.get(1) + " of " + row.get(2)));
                    assertThat(found)
                            .as("%s, %s", zone.getKey(), weeks.getKey())
                            .isEqualTo(weeks(client, zone.getKey()));
                }));

        if (told.has("ids")) {
            assertThat(StreamSupport.stream(told.path("ids").spliterator(), false)
                            .map(JsonNode::textValue)
                            .toList())
                    .as("ids with zeros and eighteen digits, which only the oldest items have")
                    .containsExactlyElementsOf(externalIds(client));
        }
    }

    private static Map<String, String> weeks(LoopClient client, String zone) {
        Map<String, String> weeks = new TreeMap<>();
        client.get("/v1/sentiment/timeline?interval=week&timezone=" + zone)
                .expect(200)
                .json()
                .path("rows")
                .forEach(row -> weeks.put(row.path("start").asText().substring(0, 10), figures(row)));
        weeks.values().removeIf("0 of 0"::equals);
        assertThat(weeks).as(zone).hasSizeGreaterThan(8);
        return weeks;
    }

    private static String figures(JsonNode row) {
        return row.path("negative") + " of " + row.path("total");
    }

    private static TreeSet<String> externalIds(LoopClient client) {
        TreeSet<String> ids = new TreeSet<>();
        client.items("").forEach(item -> {
            if (item.has("externalId")) {
                ids.add(item.path("externalId").asText());
            }
        });
        assertThat(ids).hasSizeGreaterThan(90);
        return ids;
    }
}
