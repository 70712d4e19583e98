package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.loop.api.ApiFixture.Answer;
import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerWriter;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.JoinTheme;
import dev.loop.schemas.avro.Judge;
import dev.loop.schemas.avro.JudgedBy;
import dev.loop.schemas.avro.ReadRevision;
import dev.loop.schemas.avro.ReadVector;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.event.Event;
import dev.loop.schemas.event.FeedbackEvents;
import dev.loop.schemas.item.FeedbackId;
import dev.loop.schemas.item.MeaningVector;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every field of an item comes in by every way and is in every answer. The fields are those of the schemas: a new one
 * fails here until it is carried, and each failure names the file to carry it in.
 */
class ItemFieldsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAIN = "src/main/resources/dev/loop/api/";

    private static final ByteBuffer VECTOR =
            ByteBuffer.wrap(new byte[MeaningVector.WIDTH]).put(0, (byte) 127);

    @TempDir
    private Path directory;

    private DrivenLedger ledger;
    private ApiFixture api;

    @BeforeEach
    void start() {
        ledger = new DrivenLedger(directory.resolve("state"), ApiFixture.NOW);
        api = new ApiFixture(ledger);
    }

    @AfterEach
    void stop() {
        api.close();
        ledger.close();
    }

    @Test
    void shouldComeFromASenderOrFromTheLedger_whenItIsAFieldOfAnItem() {
        List<String> known = new ArrayList<>(ItemFields.sent());
        known.addAll(ItemFields.OF_THE_LEDGER);
        assertThat(ItemFields.names(Feedback.getClassSchema()))
                .as("add a new field to feedback.avsc and to feedback-command.avsc, or name it in ItemFields")
                .containsExactlyInAnyOrderElementsOf(known);
    }

    @FunctionalInterface
    private interface In {
        /** Takes the item in, as this way does. */
        void take(String word, Create item) throws Exception;
    }

    @TestFactory
    Stream<DynamicTest> shouldBeStored_whateverWayItComesIn() {
        return Stream.of(
                in("POST", "schemas CreateDraft and topology Decision, CommandDecoder", (word, item) -> {
                    assertThat(api.post("/v1/feedback", ItemFields.body(item).toString())
                                    .body())
                            .contains("\"id\"");
                }),
                in(
                        "batch",
                        "schemas CreateDraft",
                        (word, item) -> api.post(
                                "/v1/feedback/batch",
                                ItemFields.body(item) + "\n",
                                "Content-Type",
                                "application/x-ndjson")),
                in("producer", "topology Decision, CommandDecoder", (word, item) -> ledger.append(command(word, item))),
                in("dead letter", "schemas FeedbackJson.write(json, Create)", (word, item) -> {
                    String letter = api.deadLetters.add(
                            "wrong-key",
                            Topics.FEEDBACK_COMMANDS.name(),
                            ApiFixture.COMMANDS
                                    .serializer()
                                    .serialize(Topics.FEEDBACK_COMMANDS.name(), command(word, item)));
                    api.post("/v1/dead-letters/" + letter + "/replay", "");
                }),
                in("CSV import", "connectors Field", (word, item) -> {
                    load(Files.writeString(directory.resolve("in.csv"), ItemFields.csv(ItemFields.row(item))));
                }),
                in(
                        "NDJSON import",
                        "connectors Field",
                        (word, item) ->
                                load(Files.writeString(directory.resolve("in.ndjson"), ItemFields.body(item) + "\n"))));
    }

    private DynamicTest in(String way, String where, In in) {
        return DynamicTest.dynamicTest(way, () -> {
            Create item = ItemFields.sample(way);
            in.take(way, item);
            assertThat(ItemFields.texts(stored(item), ItemFields.sent()))
                    .as("fields that come in by %s; carry a missing one in %s", way, where)
                    .containsAllEntriesOf(ItemFields.texts(item, ItemFields.sent()));
        });
    }

    @FunctionalInterface
    private interface Out {
        /** Returns the values of a row, by column. */
        Map<String, String> read(Feedback item) throws Exception;
    }

    @TestFactory
    Stream<DynamicTest> shouldBeShown_whateverFormatItIsReadIn() {
        return Stream.of(
                out(
                        "JSON",
                        "schemas FeedbackJson",
                        item -> ItemFields.texts(
                                api.get("/v1/feedback/" + item.getId()).json())),
                out(
                        "NDJSON",
                        "schemas FeedbackJson",
                        item -> ItemFields.texts(JSON.readTree(
                                api.get(list(item) + "&format=ndjson").body()))),
                out(
                        "event",
                        "schemas FeedbackJson",
                        item -> ItemFields.texts(
                                JSON.readTree(lastEvent().json()).get("data"))),
                out("CSV", "query-api FeedbackTable", this::csv),
                out("Parquet", "query-api FeedbackTable", this::parquet),
                out("OData", "query-api FeedbackSet", this::odata),
                out("message to a peer", "schemas feedback.avsc", item -> {
                    PeerWriter out = new PeerWriter();
                    out.avro(item);
                    Feedback read = new PeerReader(out.toBytes()).avro(Feedback.getClassSchema());
                    return ItemFields.texts(read, ItemFields.shown());
                }));
    }

    private DynamicTest out(String format, String where, Out out) {
        return DynamicTest.dynamicTest(format, () -> {
            Create sample = ItemFields.sample(format);
            ledger.changes();
            ledger.append(command(
                    format,
                    Create.newBuilder(sample)
                            .setJudgedBy(JudgedBy.RULES)
                            .setJudgedVersion("r0")
                            .build()));
            ledger.append(command(
                    format,
                    Judge.newBuilder()
                            .setIfRevision(new ReadRevision(1L))
                            .setSentiment(Sentiment.POSITIVE)
                            .setVersion("m00")
                            .setVector(VECTOR)
                            .build()));
            ledger.append(command(format, new JoinTheme(new ReadVector(MeaningVector.hash(VECTOR)), "th_7")));
            ledger.append(command(
                    format,
                    Judge.newBuilder()
                            .setIfRevision(new ReadRevision(3L))
                            .setSentiment(Sentiment.NEGATIVE)
                            .setUnsure(true)
                            .setSure(0.93f)
                            .setLanguage("yue")
                            .setVersion("m0")
                            .build()));
            Feedback item = stored(sample);
            assertThat(out.read(item))
                    .as("fields of an item as %s; carry a missing one in %s", format, where)
                    .containsAllEntriesOf(ItemFields.texts(item, ItemFields.shown()));
        });
    }

    private Event lastEvent() {
        List<FeedbackChange> changes = ledger.changes();
        return FeedbackEvents.of(changes.get(changes.size() - 1)).get(0);
    }

    private Map<String, String> csv(Feedback item) {
        Map<String, String> cells = new TreeMap<>();
        NamedCsvRecord row = CsvReader.builder()
                .ofNamedCsvRecord(api.get(list(item) + "&format=csv").body())
                .iterator()
                .next();
        row.getFieldsAsMap().forEach((column, cell) -> cells.put(column, ItemFields.cell(cell)));
        return cells;
    }

    private Map<String, String> parquet(Feedback item) throws Exception {
        Path file = directory.resolve("items.parquet");
        HttpRequest request = HttpRequest.newBuilder(URI.create(api.server.uri() + list(item) + "&format=parquet"))
                .header("Authorization", "Bearer " + ApiFixture.SECRET)
                .build();
        HttpClient.newHttpClient().send(request, BodyHandlers.ofFile(file));
        Map<String, String> cells = new TreeMap<>();
        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM '" + file + "'")) {
            assertThat(row.next()).isTrue();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                Object cell = row.getObject(i);
                // Names of columns have no dots there.
                String column = row.getMetaData().getColumnName(i);
                cells.put(
                        column.equals("user_id") ? "user.id" : column,
                        ItemFields.cell(cell instanceof OffsetDateTime time ? time.toInstant() : cell));
            }
        }
        return cells;
    }

    /** Reads a row of the feed, whose columns are named {@code UserId} and {@code CreatedAt}. */
    private Map<String, String> odata(Feedback item) {
        Map<String, String> row = ItemFields.texts(
                api.get("/odata/Feedback('" + item.getId() + "')").json());
        Map<String, String> cells = new TreeMap<>();
        row.forEach((column, cell) -> cells.put(
                column.equals("UserId") ? "user.id" : column.substring(0, 1).toLowerCase() + column.substring(1),
                cell));
        return cells;
    }

    @Test
    void shouldHaveAColumn_whenItemsBecomeRowsOfPostgres() throws IOException {
        var columns = new TreeSet<String>();
        try (Stream<Path> files =
                Files.list(Path.of("../connectors/src/main/resources/dev/loop/connectors/postgres/migration"))) {
            for (Path file : files.toList()) {
                String sql = Files.readString(file);
                Pattern.compile("CREATE TABLE feedback \\((.*?)\\);", Pattern.DOTALL)
                        .matcher(sql)
                        .results()
                        .flatMap(table -> table.group(1).lines())
                        .map(line -> line.strip().split(" ")[0])
                        .forEach(columns::add);
                Pattern.compile("ALTER TABLE feedback\\s+ADD COLUMN (\\w+)")
                        .matcher(sql)
                        .results()
                        .forEach(column -> columns.add(column.group(1)));
            }
        }
        assertThat(columns)
                .as("columns of the table feedback; add a missing one in a new migration of connectors")
                .containsAll(ItemFields.names(Feedback.getClassSchema()).stream()
                        .filter(field -> !Set.of("explanation", "vector", "person_word", "tagged_by")
                                .contains(field))
                        .toList());
    }

    @Test
    void shouldBeDescribed_whenItIsAFieldOfAnItem() throws IOException {
        JsonNode schemas = new YAMLMapper()
                .readTree(Path.of(MAIN, "docs/openapi.yaml").toFile())
                .at("/components/schemas");
        assertThat(schemas.at("/NewFeedback/properties").fieldNames())
                .toIterable()
                .as("fields of NewFeedback in openapi.yaml")
                .containsAll(top(ItemFields.sent()));
        assertThat(schemas.at("/Feedback/properties").fieldNames())
                .toIterable()
                .as("fields of Feedback in openapi.yaml")
                .containsAll(top(ItemFields.shown()));
        String panel = Files.readString(Path.of(MAIN, "dashboard/item-panel.js"));
        assertThat(top(ItemFields.sent()))
                .as("fields that the dashboard shows of an item; add a missing one to item-panel.js")
                .allSatisfy(field -> assertThat(panel).contains("item." + field));
        String help = Files.readString(Path.of("src/main/java/dev/loop/cli/ImportCommand.java"));
        assertThat(ItemFields.sent())
                .as("fields that the help of the import names; add a missing one to ImportCommand")
                .allSatisfy(field -> assertThat(help).contains(" " + ItemFields.inJson(field) + ","));
    }

    private static List<String> top(List<String> fields) {
        return fields.stream().map(ItemFields::top).toList();
    }

    private static FeedbackCommand command(String name, Object body) {
        return FeedbackCommand.newBuilder()
                .setId(FeedbackId.derived("default", FeedbackId.Kind.EXTERNAL_ID, name))
                .setProject("default")
                .setAt(ApiFixture.NOW)
                .setBody(body)
                .build();
    }

    private static String list(Feedback item) {
        return "/v1/feedback?user=" + URLEncoder.encode(item.getUserId(), StandardCharsets.UTF_8);
    }

    /** Returns the item of the sample's author, as the store has it. */
    private Feedback stored(Create sample) {
        Answer found = api.get("/v1/feedback?user=" + URLEncoder.encode(sample.getUserId(), StandardCharsets.UTF_8));
        assertThat(found.json().path("data")).as(found.body()).hasSize(1);
        String id = found.json().at("/data/0/id").asText();
        return ledger.questions().item("default", id).orElseThrow();
    }

    private void load(Path file) {
        ItemFields.load(file, api.server.uri(), ApiFixture.SECRET);
    }
}
