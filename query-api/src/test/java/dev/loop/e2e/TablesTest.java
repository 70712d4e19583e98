package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.topology.question.Position;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables in PostgreSQL say what the API says, digit for digit, once they have the position that it names. */
class TablesTest {

    private static final int WRITERS = 8;
    private static final int CHANGES = Integer.getInteger("loop.bi.changes", 1_000);
    private static final int UPDATES_A_SECOND = 500;
    /** The sample is for every build, where other tests run beside it. */
    private static final int OF_THE_SAMPLE = 50;

    private static final int LOOKS = 3;

    @TempDir
    private static Path directory;

    private static RunningLoop loop;

    @BeforeAll
    static void start() {
        loop = RunningLoop.up(directory, "--bi");
    }

    @AfterAll
    static void stop() {
        try (RunningLoop last = loop) {
            last.stop();
            assertThat(last.complaints()).as("a healthy run has nothing to log").isEmpty();
        }
    }

    @Test
    void shouldCountInSqlAsTheApiDoes_whenItemsAreImportedAndChange() throws Exception {
        SharedData data = SharedData.find();
        JsonNode expected = data.expected();
        try (Tables tables = Tables.of(loop)) {
            LoopClient client = loop.client();
            client.put("/v1/releases/1.0", "{\"releasedAt\":\"2015-02-21T00:00:00Z\",\"tags\":[\"Late Flight\"]}")
                    .expect(201);
            assertThat(AirlineTweetsTest.load(loop, data.file()).all())
                    .contains(String.format(Locale.ROOT, "%,d new", data.items()));
            client.awaitTotal(expected.path("items").asLong());

            caughtUp(client, asOf(client));
            againstTheIndependentProgram(tables, expected);
            againstTheApi(tables, client);
            theGuide(tables);

            long moved = moving(client, tables, expected, data.items() > 1_000 ? UPDATES_A_SECOND : OF_THE_SAMPLE);
            againstTheApi(tables, client);

            int changes = Math.min(CHANGES, data.items() / 2);
            Position last = change(client, client.items("&plan=!" + Movement.NAME), changes);
            caughtUp(client, last);
            againstTheApi(tables, client);
            assertThat(tables.number("SELECT count(*) FROM feedback_change"))
                    .as("every change is there once")
                    .isEqualTo(expected.path("items").asLong() + moved + changes);
            assertThat(tables.number("SELECT count(*) FROM feedback f JOIN feedback_change c USING (id, revision)"))
                    .as("every item has the change that made it as it is")
                    .isEqualTo(tables.number("SELECT count(*) FROM feedback"));
            // The program looks every two seconds how far the tables are.
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> client.get("/health/ready")
                            .expect(200)
                            .json()
                            .path("status")
                            .asText()
                            .equals("ready"));
        }
    }

    /** Every query of the guide, as somebody pastes it. */
    private static void theGuide(Tables tables) throws IOException, SQLException {
        for (String statement : Guide.sql("### What is in it")) {
            assertThat(tables.rows(statement)).as(statement).isNotNegative();
        }
        // The test replaces Grafana's macro with bounds, as Grafana does.
        String panel = Guide.grafana()
                .replace("$__timeFilter(day)", "day BETWEEN '2015-02-16T10:11:12.345Z' AND '2015-02-25T10:11:12.345Z'");
        assertThat(tables.rows(panel)).as(panel).isPositive();
    }

    /** Counts items that stay while others change, and returns the number of changes. */
    private static long moving(LoopClient client, Tables tables, JsonNode expected, int aSecond) throws Exception {
        try (Movement movement = Movement.start(client, aSecond)) {
            for (int look = 1; look <= LOOKS; look++) {
                movement.awaitChanges(look * aSecond);
                Position position = asOf(client);
                client.get("/v1/sinks", "Loop-Position", position.toString()).expect(200);
                againstTheIndependentProgram(tables, expected);
                String question = "/v1/sentiment?group_by=tag&plan=!" + Movement.NAME;
                var byTag = AirlineTweetsTest.table(expected.path("byTag"));
                assertThat(Figures.table(
                                client.get(question).expect(200).json().path("rows"),
                                AirlineTweetsTest::tag,
                                Figures::of))
                        .isEqualTo(byTag);
                assertThat(Figures.table(client.csv(question), AirlineTweetsTest::tag, Figures::of))
                        .isEqualTo(byTag);
                AirlineOData.againstTheIndependentProgram(client, expected, "filter(Plan ne '" + Movement.NAME + "')/");
            }
            caughtUp(client, movement.end());
            return movement.changes();
        }
    }

    private static Position asOf(LoopClient client) {
        return Position.parse(
                        client.get("/v1/sentiment").json().at("/asOf/position").asText())
                .orElseThrow();
    }

    private static void caughtUp(LoopClient client, Position position) {
        long begin = System.nanoTime();
        JsonNode sinks = client.get("/v1/sinks", "Loop-Position", position.toString())
                .expect(200)
                .json();
        System.out.println("Tables: caught up after "
                + Duration.ofNanos(System.nanoTime() - begin).toMillis() + " ms");
        assertThat(sinks.path("data")).hasSize(5).allSatisfy(sink -> {
            assertThat(sink.path("lag").asLong()).as(sink.toString()).isZero();
            assertThat(sink.has("trouble")).as(sink.toString()).isFalse();
        });
    }

    private static void againstTheIndependentProgram(Tables tables, JsonNode expected) throws SQLException {
        assertThat(tables.figures("SELECT coalesce(tag, '(none)'), sum(positive), sum(neutral), sum(negative)"
                        + " FROM sentiment_by_tag_daily WHERE tag LIKE 'moving%' IS NOT TRUE GROUP BY 1"))
                .isEqualTo(AirlineTweetsTest.table(expected.path("byTag")));
        assertThat(tables.figures("SELECT day, sum(positive), sum(neutral), sum(negative)"
                        + " FROM sentiment_by_tag_daily WHERE tag LIKE 'moving%' IS NOT TRUE GROUP BY 1"))
                .isEqualTo(AirlineTweetsTest.table(expected.path("byDay")));
        assertThat(tables.figures("SELECT coalesce(tag, '(none)'), count(*) FILTER (WHERE sentiment = 'positive'),"
                        + " count(*) FILTER (WHERE sentiment = 'neutral'), count(*) FILTER (WHERE sentiment = 'negative')"
                        + " FROM feedback WHERE plan = '" + SharedData.plan(expected) + "' GROUP BY 1"))
                .isEqualTo(AirlineTweetsTest.table(SharedData.byTagForPlan(expected)));
    }

    private static void againstTheApi(Tables tables, LoopClient client) throws SQLException {
        JsonNode byDay = client.get("/v1/sentiment/timeline?interval=day&group_by=tag")
                .expect(200)
                .json()
                .path("rows");
        for (JsonNode row : byDay) {
            String where =
                    "WHERE day = '" + row.path("start").asText().substring(0, 10) + "' AND tag " + is(row.path("tag"));
            assertThat(tables.text("SELECT positive || ' ' || neutral || ' ' || negative || ' ' || total || ' ' || open"
                            + " || ' ' || resolved || ' ' || negative_share FROM sentiment_by_tag_daily " + where))
                    .as(where)
                    .isEqualTo(
                            counts(row) + " " + number(row.path("negativeShare").asDouble()));
        }
        assertThat(tables.number("SELECT count(*) FROM sentiment_by_tag_daily")).isEqualTo(byDay.size());

        JsonNode byPlan =
                client.get("/v1/sentiment?group_by=tag,plan").expect(200).json().path("rows");
        for (JsonNode row : byPlan) {
            String where = "WHERE feature " + is(row.path("tag")) + " AND plan " + is(row.path("plan"));
            assertThat(tables.text("SELECT negative || ' ' || total || ' ' || negative_share"
                            + " FROM negative_by_feature_and_plan " + where))
                    .as(where)
                    .isEqualTo(row.path("negative").asText() + " "
                            + row.path("total").asText() + " "
                            + number(row.path("negativeShare").asDouble()));
        }
        assertThat(tables.number("SELECT count(*) FROM negative_by_feature_and_plan"))
                .isEqualTo(byPlan.size());

        JsonNode total = client.total();
        if (total.path("resolved").asLong() > 0) {
            double mean = Double.parseDouble(
                    tables.text("SELECT (sum(seconds_to_resolve)::float8 / count(*)) FROM resolution_time"));
            assertThat(mean).isEqualTo(total.path("meanSecondsToResolve").asDouble());
        }
        JsonNode report =
                client.get("/v1/releases/1.0/report?window=3d").expect(200).json();
        for (String phase : List.of("before", "after")) {
            assertThat(tables.text("SELECT count(*) || ' ' || count(*) FILTER (WHERE sentiment = 'negative')"
                            + " FROM release_window WHERE version = '1.0' AND phase = '" + phase
                            + "' AND days_from_release >= -3 AND days_from_release < 3"))
                    .isEqualTo(report.at("/" + phase + "/items").asText() + " "
                            + report.at("/" + phase + "/negative").asText());
        }
    }

    private static String is(JsonNode name) {
        return name.isTextual() ? "= '" + name.asText().replace("'", "''") + "'" : "IS NULL";
    }

    private static String counts(JsonNode row) {
        return String.join(
                " ",
                row.path("positive").asText(),
                row.path("neutral").asText(),
                row.path("negative").asText(),
                row.path("total").asText(),
                row.path("open").asText(),
                row.path("resolved").asText());
    }

    /** Returns a number as PostgreSQL writes it: the shortest text that is this number, without a fraction of zero. */
    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    /** Resolves, re-tags and erases, from several writers at once; the position that all of it made. */
    private static Position change(LoopClient client, List<JsonNode> items, int changes) throws Exception {
        long seed = 42;
        System.out.println("Tables: changes with seed " + seed);
        Random random = new Random(seed);
        List<JsonNode> chosen = new ArrayList<>(items);
        java.util.Collections.shuffle(chosen, random);
        AtomicInteger next = new AtomicInteger();
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        long begin = System.nanoTime();
        try {
            List<Future<Position>> done = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                done.add(writers.submit(() -> {
                    Position position = Position.NONE;
                    for (int i = next.getAndIncrement(); i < changes; i = next.getAndIncrement()) {
                        position = position.and(
                                one(client, i, chosen.get(i).path("id").asText()));
                    }
                    return position;
                }));
            }
            Position last = Position.NONE;
            for (Future<Position> writer : done) {
                last = last.and(writer.get());
            }
            System.out.printf("Tables: %d changes at %.0f/s%n", changes, changes / ((System.nanoTime() - begin) / 1e9));
            return last;
        } finally {
            writers.shutdownNow();
        }
    }

    private static Position one(LoopClient client, int i, String id) {
        String path = "/v1/feedback/" + id;
        LoopClient.Answer answer = switch (i % 5) {
            case 0 -> client.delete(path);
            case 1, 2 -> client.patch(path, "{\"status\":\"resolved\",\"reason\":\"done\"}");
            case 3 -> client.patch(path, "{\"tag\":\"re-tagged\"}");
            default -> client.patch(path, "{\"sentiment\":\"neutral\",\"plan\":\"other\"}");
        };
        assertThat(answer.status()).as(answer.text()).isBetween(200, 204);
        return Position.parse(answer.header("Loop-Position")).orElseThrow();
    }

    @Test
    void shouldJoinAUserWithOneAccount_whenTwoAccountsNameIt() throws Exception {
        LoopClient client = loop.client();
        client.put("/v1/accounts/before", "{\"plan\":\"pro\",\"users\":[\"moved\",\"stayed\"]}");
        client.put("/v1/accounts/after", "{\"plan\":\"scale\",\"users\":[\"moved\"]}");
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            try (Tables tables = Tables.of(loop)) {
                assertThat(tables.text("SELECT string_agg(user_id || '=' || account_id, ',' ORDER BY user_id)"
                                + " FROM account_user WHERE user_id IN ('moved', 'stayed')"))
                        .isEqualTo("moved=after,stayed=before");
            }
        });
    }

    @Test
    void shouldDescribeEverythingAndLetReadersOnlyRead_whenAnAnalystLooksAround() throws Exception {
        try (Tables tables = Tables.of(loop)) {
            assertThat(tables.text("SELECT string_agg(c.relname || '.' || a.attname, ', ') FROM pg_class c"
                            + " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
                            + " WHERE c.relnamespace = 'loop'::regnamespace AND c.relkind IN ('r', 'v')"
                            + " AND (c.relname <> 'schema_history' AND col_description(c.oid, a.attnum) IS NULL"
                            + " OR obj_description(c.oid) IS NULL)"))
                    .as("columns and tables without a comment")
                    .isEqualTo("null");
            assertThat(tables.number("SELECT count(*) FROM pg_class c WHERE c.relnamespace = 'loop'::regnamespace"
                            + " AND c.relkind IN ('r', 'v') AND NOT has_table_privilege(c.oid, 'SELECT')"))
                    .isZero();
            assertThat(tables.number("SELECT count(*) FROM pg_class c WHERE c.relnamespace = 'loop'::regnamespace"
                            + " AND has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')"))
                    .isZero();
        }
    }
}
