package dev.loop.connectors.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.loop.schemas.intake.Intake;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Files of the shapes that real systems export, with content made up, counted again by readers of others. */
class ImportFormatTest {

    private static final Path EXPORTS = Path.of("src/test/resources/dev/loop/connectors/importer/exports");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static final List<String> FILES = List.of(
            "app-store.json",
            "delighted.json",
            "discourse.json",
            "github.json",
            "google-play.csv",
            "intercom.json",
            "jira.csv",
            "qualtrics.csv",
            "surveymonkey.csv",
            "trustpilot.json",
            "typeform.json",
            "zendesk.json",
            "zendesk.ndjson");

    private static ImportPreview preview(String file) {
        ImportFormat format = ImportFormat.of(file.substring(0, file.indexOf('.')));
        MappingOptions utc = Importing.zone(MappingOptions.NONE, "UTC");
        MappingOptions options = format.name().equals("qualtrics") ? MappingOptions.NONE : utc;
        RowSource.Options reading = new RowSource.Options(
                format.file(),
                StandardCharsets.UTF_8,
                Optional.empty(),
                Dialect.RFC_4180,
                0,
                format.skipAfterHeader(),
                format.rows());
        try (RowSource source = RowSource.open(EXPORTS.resolve(file).toString(), reading);
                RowMapping mapping = new RowMapping(source, options, Optional.of(format))) {
            return ImportPreview.of(source, mapping, new Intake(Clock.systemUTC()), 100);
        }
    }

    @ParameterizedTest
    @FieldSource("FILES")
    void shouldCountAsAnotherReaderDoes_whenTheExportIsOfARealShape(String file) throws IOException {
        ImportPreview preview = preview(file);
        Map<String, Long> bySentiment = new TreeMap<>();
        for (ImportPreview.Shown shown : preview.items()) {
            bySentiment.merge(JSON.readTree(shown.item()).path("sentiment").asText("left out"), 1L, Long::sum);
        }

        assertThat(preview.refused()).as(String.valueOf(preview.reasons())).isZero();
        assertThat(bySentiment).isEqualTo(recount(file));
        assertThat(preview.items()).allMatch(shown -> shown.item().contains("\"createdAt\":\"2026-0"));
    }

    @Test
    void shouldHaveAFileForEachFormat_andShowIt() {
        assertThat(FILES.stream()
                        .map(file -> file.substring(0, file.indexOf('.')))
                        .distinct())
                .containsExactlyElementsOf(ImportFormat.NAMES);
        assertThat(ImportFormat.text("zendesk")).contains("satisfaction_rating.score");
        assertThatThrownBy(() -> ImportFormat.of("zendsk")).hasMessageContaining("zendesk");
    }

    @Test
    void shouldNameWhatIsNoFeedback_whenNobodyRatedIt() {
        assertThat(preview("zendesk.json").setAside())
                .containsOnlyKeys(
                        "the ticket is deleted",
                        "satisfaction was asked for and not answered (offered)",
                        "satisfaction was not asked for (unoffered)");
        assertThat(preview("intercom.json").setAside()).containsExactly(Map.entry("nobody rated the conversation", 3L));
        assertThat(preview("typeform.json").setAside().values()).containsExactly(1L);
    }

    @Test
    void shouldTakeWhatIsSetAside_whenASentimentIsSet() {
        ImportFormat format = ImportFormat.of("intercom");
        try (RowSource source = RowSource.open(EXPORTS.resolve("intercom.json").toString(), Importing.FOUND_OUT);
                RowMapping mapping = new RowMapping(
                        source, Importing.set(MappingOptions.NONE, "sentiment=neutral"), Optional.of(format))) {
            assertThat(ImportPreview.of(source, mapping, new Intake(Clock.systemUTC()), 9)
                            .good())
                    .isEqualTo(5);
        }
    }

    @Test
    void shouldReadTextListsZonesAndHtml_asTheExportMeansThem() throws IOException {
        assertThat(preview("intercom.json").items().get(0).item())
                .contains("The export hangs & fails.\\nPlease help\\nsoon");
        assertThat(preview("discourse.json").items().get(0).item()).contains("Any hint?\\nLinux\\n4 < 5");
        assertThat(preview("jira.csv").items().get(0).item())
                .contains("\"tag\":\"exports\"", "\"tags\":\"exports,vip\"", "2026-06-19T14:02:00Z");
        // Nine in the morning in Denver.
        assertThat(preview("qualtrics.csv").items().get(0).item()).contains("2026-06-15T15:05:01Z");
    }

    private static Map<String, Long> recount(String file) throws IOException {
        String text = new String(
                Files.readAllBytes(EXPORTS.resolve(file)),
                file.startsWith("google") ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8);
        List<String> found = switch (file.substring(0, file.indexOf('.'))) {
            case "app-store" ->
                each(text, "/data", row -> stars(row.at("/attributes/rating").asInt()));
            case "trustpilot" ->
                each(text, "/reviews", row -> stars(row.at("/stars").asInt()));
            case "delighted" -> each(text, "", row -> score(row.at("/score").asInt()));
            case "github" -> each(text, "", row -> row.has("pull_request") ? null : "left out");
            case "discourse" ->
                each(
                        text,
                        "/post_stream/posts",
                        row -> row.at("/user_id").asInt() < 0
                                        || row.at("/post_type").asInt() == 3
                                ? null
                                : "left out");
            case "intercom" ->
                each(
                        text,
                        "/conversations",
                        row -> row.at("/conversation_rating/rating").isNumber()
                                ? stars(row.at("/conversation_rating/rating").asInt())
                                : null);
            case "typeform" ->
                each(text, "/items", row -> {
                    for (JsonNode answer : row.get("answers")) {
                        if (answer.has("number")) {
                            int number = answer.get("number").asInt();
                            return answer.at("/field/type").asText().equals("rating") ? stars(number) : score(number);
                        }
                    }
                    return null;
                });
            case "zendesk" -> {
                List<String> tickets = new ArrayList<>();
                String pages = file.endsWith(".json")
                        ? text
                        : "{\"tickets\":[" + text.strip().replace("\n", ",") + "]}";
                tickets.addAll(each(pages, "/tickets", row -> {
                    String score = row.at("/satisfaction_rating/score").asText();
                    return score.startsWith("bad") ? "negative" : score.startsWith("good") ? "positive" : null;
                }));
                yield tickets;
            }
            case "google-play" -> records(text, row -> stars(Integer.parseInt(row.getField("Star Rating"))));
            case "jira" ->
                records(
                        text.replaceFirst("Labels,Labels", "L1,L2").replaceFirst("Comment,Comment", "C1,C2"),
                        row -> "left out");
            case "qualtrics" ->
                records(
                        text,
                        row -> row.getField("ResponseId").startsWith("R_")
                                        && row.getField("Finished").equals("True")
                                        && row.getField("Status").equals("IP Address")
                                ? score(Integer.parseInt(row.getField("Q1")))
                                : null);
            case "surveymonkey" ->
                records(
                        text,
                        row -> row.getField("Respondent ID").isEmpty()
                                ? null
                                : score(Integer.parseInt(row.getField(9))));
            default -> throw new AssertionError(file);
        };
        return found.stream().collect(Collectors.groupingBy(each -> each, TreeMap::new, Collectors.counting()));
    }

    private static List<String> each(String text, String list, Function<JsonNode, @Nullable String> sentiment)
            throws IOException {
        List<String> found = new ArrayList<>();
        for (JsonNode row : JSON.readTree(text).at(list)) {
            String one = sentiment.apply(row);
            if (one != null) {
                found.add(one);
            }
        }
        return found;
    }

    private static List<String> records(String text, Function<NamedCsvRecord, @Nullable String> sentiment) {
        List<String> found = new ArrayList<>();
        CsvReader.builder()
                .ofNamedCsvRecord(new StringReader(text.replace("\uFEFF", "")))
                .forEach(row -> {
                    String one = sentiment.apply(row);
                    if (one != null) {
                        found.add(one);
                    }
                });
        return found;
    }

    private static String stars(int stars) {
        return stars < 3 ? "negative" : stars == 3 ? "neutral" : "positive";
    }

    private static String score(int score) {
        return score < 7 ? "negative" : score < 9 ? "neutral" : "positive";
    }

    @Test
    void shouldKnowTheZone_whenTheThirdLineTellsIt() {
        assertThat(QualtricsRow.zone(List.of("", "{\"ImportId\":\"startDate\",\"timeZone\":\"America/Denver\"}")))
                .contains(ZoneId.of("America/Denver"));
    }
}
