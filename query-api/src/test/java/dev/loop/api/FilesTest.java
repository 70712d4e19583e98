package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loop.api.ApiFixture.Answer;
import dev.loop.schemas.avro.Account;
import dev.loop.schemas.avro.ChangeType;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.event.Event;
import dev.loop.schemas.event.EventType;
import dev.loop.schemas.item.FeedbackJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private ApiFixture api;

    @TempDir
    private Path directory;

    @BeforeEach
    void start() {
        api = new ApiFixture();
        String body = IntStream.range(0, 2_345)
                .mapToObj(i -> ApiFixture.item(
                        "u" + i,
                        i % 3 == 0 ? "negative" : "positive",
                        i % 2 == 0 ? "\"tag\":\"exports\",\"metadata\":{\"k\":\"v\"}" : "\"plan\":\"scale\""))
                .collect(Collectors.joining("\n"));
        assertThat(api.post("/v1/feedback/batch", body, "Content-Type", "application/x-ndjson")
                        .status())
                .isEqualTo(202);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void shouldHaveTheLinesOfTheJson_whenItemsComeAsNdjson() throws IOException {
        Answer all = api.get("/v1/feedback", "Accept", "application/x-ndjson");
        assertThat(all.header("Content-Type")).isEqualTo("application/x-ndjson");
        assertThat(all.header("Loop-As-Of")).isEqualTo("0:2344");
        List<String> lines = all.body().lines().toList();
        List<String> paged = new ArrayList<>();
        String address = "/v1/feedback?limit=1000";
        while (true) {
            JsonNode page = api.get(address).json();
            page.get("data").forEach(item -> paged.add(item.toString()));
            if (page.get("next") == null) {
                break;
            }
            address = "/v1/feedback?limit=1000&cursor=" + page.get("next").asText();
        }
        assertThat(lines).hasSize(2_345).isEqualTo(paged);
        assertThat(all.body()).endsWith("}\n");
        assertThat(JSON.readTree(lines.get(0)).get("id").asText()).startsWith("fb_");
    }

    @Test
    void shouldGoOnAfterTheLastLine_whenAnAnswerBrokeOff() throws IOException {
        for (String format : List.of("ndjson", "csv")) {
            List<String> whole =
                    api.get("/v1/feedback?format=" + format).body().lines().toList();
            List<String> got = whole.subList(0, 1_234);
            JsonNode last = JSON.readTree(api.get("/v1/feedback?format=ndjson")
                    .body()
                    .lines()
                    .toList()
                    .get(format.equals("csv") ? 1_232 : 1_233));
            String after = last.get("createdAt").asText() + "," + last.get("id").asText();
            List<String> rest = api.get("/v1/feedback?format=" + format + "&after=" + after)
                    .body()
                    .lines()
                    .toList();
            assertThat(rest.subList(format.equals("csv") ? 1 : 0, rest.size()))
                    .isEqualTo(whole.subList(got.size(), whole.size()));
        }
        assertThat(api.get("/v1/feedback?after=yesterday").body()).contains("createdAt,id");
        assertThat(api.get("/v1/feedback?sort=relevance&q=a&after=2026-01-01T00:00:00Z,fb_1")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void shouldCountTheSame_whenDuckDbReadsTheParquet() throws Exception {
        Path items = save("/v1/feedback?format=parquet", "items.parquet");
        Path counts = save("/v1/sentiment?group_by=tag,plan&format=parquet", "counts.parquet");
        Path days = save("/v1/sentiment/timeline?interval=day&timezone=Europe/Berlin&format=parquet", "days.parquet");
        JsonNode json = api.get("/v1/sentiment?group_by=tag,plan").json();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            for (JsonNode row : json.get("rows")) {
                String of = " FROM '%s' WHERE tag IS NOT DISTINCT FROM %s AND plan IS NOT DISTINCT FROM %s";
                String tag =
                        row.get("tag").isNull() ? "NULL" : "'" + row.get("tag").asText() + "'";
                String plan = row.get("plan").isNull()
                        ? "NULL"
                        : "'" + row.get("plan").asText() + "'";
                assertThat(one(
                                statement,
                                "SELECT count(*) FILTER (sentiment = 'negative') || ',' || count(*)"
                                        + String.format(of, items, tag, plan)))
                        .isEqualTo(row.get("negative").asText() + ","
                                + row.get("total").asText());
                assertThat(one(statement, "SELECT negativeShare" + String.format(of, counts, tag, plan)))
                        .isEqualTo(row.get("negativeShare").asText());
            }
            assertThat(one(statement, "SELECT sum(negative) || ',' || sum(total) FROM '" + counts + "'"))
                    .isEqualTo(json.at("/total/negative").asText() + ","
                            + json.at("/total/total").asText());
            assertThat(one(statement, "SELECT min(\"start\")::TIMESTAMPTZ::VARCHAR FROM '" + days + "'"))
                    .startsWith("2026-0");
            assertThat(one(statement, "SELECT count(DISTINCT id) || ',' || min(user_id) FROM '" + items + "'"))
                    .isEqualTo("2345,u0");
        }
    }

    @Test
    void shouldLeaveNoFileBehind_whenParquetWasMadeOrFailed() throws IOException {
        api.get("/v1/feedback?format=parquet");
        api.loop.failQuestionsAfter(
                1, new dev.loop.question.Questions.NotReadyException("moving", java.time.Duration.ofSeconds(1)));
        Answer failed = api.get("/v1/feedback?format=parquet");
        assertThat(failed.status()).isEqualTo(503);
        assertThat(failed.header("Content-Type")).startsWith("application/problem+json");
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertThat(files.filter(file -> file.getFileName().toString().endsWith(".table")))
                    .isEmpty();
        }
    }

    @Test
    void shouldBeCompressed_whenAskedFor() throws Exception {
        for (String format : List.of("csv", "ndjson")) {
            HttpResponse<byte[]> packed = client.send(
                    request("/v1/feedback?format=" + format)
                            .header("Accept-Encoding", "gzip")
                            .build(),
                    BodyHandlers.ofByteArray());
            assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
            assertThat(packed.headers().firstValue("Vary").orElse("")).contains("Accept-Encoding");
            byte[] plain = new GZIPInputStream(new java.io.ByteArrayInputStream(packed.body())).readAllBytes();
            assertThat(new String(plain, StandardCharsets.UTF_8))
                    .isEqualTo(api.get("/v1/feedback?format=" + format).body());
            assertThat(packed.body().length).isLessThan(plain.length / 4);
        }
        HttpResponse<byte[]> parquet = client.send(
                request("/v1/feedback?format=parquet")
                        .header("Accept-Encoding", "gzip")
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(parquet.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(new String(parquet.body(), 0, 4, StandardCharsets.US_ASCII)).isEqualTo("PAR1");
    }

    @Test
    void shouldSayWhatThereIs_whenTheFormatIsNotKnown() {
        assertThat(api.get("/v1/feedback?format=xlsx").body()).contains("json, csv, ndjson, parquet");
        assertThat(api.send("HEAD", "/v1/feedback?format=parquet", ApiFixture.SECRET, null)
                        .header("Content-Type"))
                .isEqualTo("application/vnd.apache.parquet");
    }

    @Test
    void shouldTellWhatChanged_whenAPositionIsNamed() throws Exception {
        api.changes.changes.addAll(List.of(
                change("fb_a", ChangeType.CREATED, item("fb_a", "exports")),
                change("fb_b", ChangeType.UPDATED, item("fb_b", "billing")),
                change("fb_c", ChangeType.ERASED, null),
                FeedbackChange.newBuilder(change("fb_d", ChangeType.ERASED, null))
                        .setProject("other")
                        .build()));
        Answer all = api.get("/v1/feedback?format=ndjson&since=");
        assertThat(all.header("Loop-As-Of")).isEqualTo("0:3");
        assertThat(all.header("Loop-More")).isEqualTo("false");
        List<String> lines = all.body().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0))
                .isEqualTo(new String(FeedbackJson.bytes(item("fb_a", "exports")), StandardCharsets.UTF_8));
        assertThat(lines.get(2)).isEqualTo("{\"id\":\"fb_c\",\"revision\":2,\"erased\":true}");

        assertThat(api.get("/v1/feedback?format=ndjson&tag=exports&since=0:0").body())
                .isEqualTo(
                        "{\"id\":\"fb_b\",\"revision\":2,\"outside\":true}\n{\"id\":\"fb_c\",\"revision\":2,\"erased\":true}\n");
        List<String> csv = api.get("/v1/feedback?format=csv&tag=exports&since=0:0")
                .body()
                .lines()
                .toList();
        assertThat(csv.get(0))
                .startsWith("id,user.id,")
                .endsWith(",revision,judgedBy,judgedVersion,unsure,sure,language,theme,erased,outside");
        assertThat(csv.get(1)).startsWith("fb_b,,").endsWith(",2,,,,,,,false,true");
        assertThat(csv.get(2)).startsWith("fb_c,,").endsWith(",2,,,,,,,true,false");
        Path file = save("/v1/feedback?format=parquet&since=0:0", "changes.parquet");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            assertThat(one(statement, "SELECT string_agg(id, ',') FROM '" + file + "' WHERE NOT erased"))
                    .isEqualTo("fb_b");
        }
    }

    /** A spreadsheet takes 0042 for 42, and rounds an id of 16 digits: as text it leaves both as they are. */
    @Test
    void shouldMarkIdsAsText_whenTheFileIsForASpreadsheet() {
        for (String id : List.of("0042", "9007199254740993", "'quoted", "=1+1", "MARCH1")) {
            api.post("/v1/feedback", ApiFixture.item(id, "neutral", "\"tag\":\"ids\",\"externalId\":\"" + id + "\""));
        }

        String csv = api.get("/v1/feedback?format=csv&tag=ids&ids=text").body();

        assertThat(csv.lines().skip(1).map(line -> line.split(",")[1]))
                .containsExactlyInAnyOrder("'0042", "'9007199254740993", "''quoted", "'=1+1", "'MARCH1");
        assertThat(csv).contains(",'0042,").contains(",'9007199254740993,");
        assertThat(api.get("/v1/feedback?ids=text").body()).contains("ids", "format=csv");
        assertThat(api.get("/v1/feedback?format=csv&ids=number").body()).contains("ids", "text");
    }

    @Test
    void shouldListAccountsById_whenTheyComeAsPagesAndAsFiles() throws Exception {
        for (int i = 0; i < 250; i++) {
            api.loop.put(new Account(
                    String.format("a%03d", i),
                    "default",
                    "Acme, " + i,
                    "scale",
                    List.of("u_" + i, "u"),
                    ApiFixture.NOW));
        }
        api.loop.put(new Account("b", "other", null, null, List.of(), ApiFixture.NOW));
        Answer page = api.get("/v1/accounts?limit=2");
        assertThat(page.header("Link")).contains("rel=\"next\"");
        assertThat(page.json().get("data"))
                .extracting(a -> a.get("id").asText())
                .containsExactly("a000", "a001");
        assertThat(api.get("/v1/accounts?limit=2&cursor="
                                + page.json().get("next").asText())
                        .json()
                        .get("data"))
                .extracting(a -> a.get("id").asText())
                .containsExactly("a002", "a003");
        List<String> lines =
                api.get("/v1/accounts?format=ndjson").body().lines().toList();
        assertThat(lines).hasSize(250);
        assertThat(lines.get(0)).isEqualTo(page.json().get("data").get(0).toString());
        assertThat(api.get("/v1/accounts?format=csv").body().lines().toList().get(1))
                .isEqualTo("a000,\"Acme, 0\",scale,\"[\"\"u_0\"\",\"\"u\"\"]\",2026-07-01T12:00:00Z");
        Path file = save("/v1/accounts?format=parquet", "accounts.parquet");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            assertThat(one(
                            statement,
                            "SELECT count(DISTINCT id) || users[2:6] FROM '" + file
                                    + "' WHERE id < 'a001' GROUP BY users"))
                    .isEqualTo("1\"u_0\"");
        }
        assertThat(api.get("/v1/accounts?cursor=!").json().get("type").asText()).endsWith("#invalid-cursor");
    }

    @Test
    void shouldHaveAllEventsAndWhereToGoOn_whenTheyComeAsAFile() {
        for (int i = 0; i < 1_500; i++) {
            api.events.events.add(new Event("evt_" + i, EventType.FEEDBACK_CREATED, i, json -> {
                json.writeStartObject();
                json.writeEndObject();
            }));
        }
        List<String> lines = api.get("/v1/events?format=ndjson").body().lines().toList();
        assertThat(lines).hasSize(1_500);
        assertThat(lines.stream().filter(line -> line.contains("\"next\""))).hasSize(2);
        String next = lines.get(999).replaceAll(".*\"next\":\"([^\"]*)\".*", "$1");
        assertThat(api.get("/v1/events?format=ndjson&after=" + next)
                        .body()
                        .lines()
                        .toList())
                .isEqualTo(lines.subList(1_000, 1_500));
        List<String> csv =
                api.get("/v1/events?format=csv&limit=3").body().lines().toList();
        assertThat(csv).hasSize(4);
        assertThat(csv.get(0)).isEqualTo("id,type,createdAt,data,next");
        assertThat(csv.get(1)).isEqualTo("evt_0,feedback.created,1970-01-01T00:00:00Z,{},");
    }

    @Test
    void shouldSayWhatToDo_whenChangesCannotBeTold() {
        api.changes.begin = 7;
        Answer gone = api.get("/v1/feedback?format=ndjson&since=0:3");
        assertThat(gone.status()).isEqualTo(410);
        assertThat(gone.json().get("type").asText()).endsWith("#changes-gone");
        assertThat(gone.json().get("remedy").asText()).contains("Loop-As-Of");
        assertThat(api.get("/v1/feedback?since=0:3").body()).contains("add format=ndjson");
        assertThat(api.get("/v1/feedback?format=csv&since=yesterday").body()).contains("asOf.position");
        assertThat(api.get("/v1/feedback?format=csv&since=0:3&limit=10&sort=newest")
                        .json()
                        .get("errors"))
                .hasSize(2);
    }

    private static FeedbackChange change(String id, ChangeType type, @Nullable Feedback after) {
        return FeedbackChange.newBuilder()
                .setEventId("evt_" + id)
                .setType(type)
                .setId(id)
                .setProject("default")
                .setRevision(2)
                .setAt(ApiFixture.NOW)
                .setAfter(after)
                .build();
    }

    private static Feedback item(String id, String tag) {
        return Feedback.newBuilder()
                .setId(id)
                .setProject("default")
                .setUserId("u_1")
                .setMessage("m")
                .setSentiment(Sentiment.NEGATIVE)
                .setTag(tag)
                .setStatus(Status.OPEN)
                .setCreatedAt(ApiFixture.NOW)
                .setReceivedAt(ApiFixture.NOW)
                .setUpdatedAt(ApiFixture.NOW)
                .setRevision(2)
                .setCommandOffset(1)
                .build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(api.server.uri() + path))
                .header("Authorization", "Bearer " + ApiFixture.SECRET);
    }

    private Path save(String path, String name) throws IOException, InterruptedException {
        HttpResponse<Path> saved = client.send(request(path).build(), BodyHandlers.ofFile(directory.resolve(name)));
        assertThat(saved.statusCode()).isEqualTo(200);
        return saved.body();
    }

    private static String one(Statement statement, String question) throws SQLException {
        try (ResultSet result = statement.executeQuery(question)) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }
}
