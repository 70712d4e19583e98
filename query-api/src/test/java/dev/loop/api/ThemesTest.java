package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.ApiFixture.Answer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code /v1/themes}. It is 1 July 2026. */
class ThemesTest {

    private ApiFixture api;

    @BeforeEach
    void start() {
        api = new ApiFixture();
        api.themes.put("th_1", theme -> theme);
        api.themes.put(
                "th_2",
                theme -> theme.setItems(40)
                        .setPeople(30)
                        .setPositive(0)
                        .setNeutral(30)
                        .setNegative(10)
                        .setWords(List.of())
                        .setFirstDay(LocalDate.parse("2026-06-29"))
                        .setDays(List.of(InMemoryThemes.day("2026-06-29", 40, 10))));
        api.themes.put("th_3", theme -> theme.setLanguage("de").setItems(5));
        api.themes.put("th_9", theme -> theme.setProject("other"));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private static List<String> ids(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().get("data").findValuesAsText("id").stream()
                .filter(id -> id.startsWith("th_"))
                .toList();
    }

    @Test
    void shouldListThemes_theLargestFirst() {
        Answer answer = api.get("/v1/themes");

        assertThat(ids(answer)).containsExactly("th_2", "th_1", "th_3");
        assertThat(answer.json().get("themes").asInt()).isEqualTo(3);
        JsonNode first = answer.json().at("/data/1");
        assertThat(first.get("name").asText()).isEqualTo("lost luggage, airport");
        assertThat(first.get("named").asBoolean()).isFalse();
        assertThat(first.at("/central/message").asText()).isEqualTo("Where is my luggage?");
        assertThat(first.get("negativeShare").asDouble()).isEqualTo(0.75);
        assertThat(first.get("thisWeek").asInt()).isEqualTo(4);
        assertThat(first.get("new").asBoolean()).isFalse();
        assertThat(first.get("firstSeen").asText()).isEqualTo("2026-06-01");
        assertThat(first.at("/days/0/items").asInt()).isEqualTo(8);
        assertThat(answer.json().at("/data/0/new").asBoolean()).isTrue();
        assertThat(answer.json().at("/data/0/name").asText()).isEqualTo("th_2");
    }

    @ParameterizedTest
    @CsvSource({
        "language=de, th_3 5",
        "from=2026-06-30&language=en, th_1 4",
        "to=2026-06-02&language=en, th_1 8",
        "from=2026-06-02&to=2026-06-30, th_2 40",
        "sentiment=negative&language=en&from=2026-06-30, th_1 3",
        "limit=1, th_2 40",
        "sentiment=positive&limit=1, th_1 1",
    })
    void shouldCountTheWanted_whenFiltered(String query, String expected) {
        JsonNode data = api.get("/v1/themes?" + query).json().get("data");

        assertThat(data).hasSize(1);
        assertThat(data.at("/0/id").asText() + " " + data.at("/0/items").asInt())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "from=2026-06-02T11:00:00Z, within a day",
        "from=2026-06-02&to=2026-06-01, not after from",
        "status=loved, loved",
        "sentiment=bad, bad",
        "tag=exports, not a parameter",
    })
    void shouldRefuse_whenAFilterMeansNothing(String query, String why) {
        Answer answer = api.get("/v1/themes?" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains(why);
    }

    @Test
    void shouldBeATable_whenCsvIsAskedFor() {
        assertThat(api.get("/v1/themes?format=csv").body().lines().toList().get(2))
                .startsWith("th_1,\"lost luggage, airport\",en,usual,12,9,1,2,9,0.75,2026-06-01,2026-06-30,4,false,");
    }

    @Test
    void shouldShowItems_whenOneIsRead() {
        api.post(
                "/v1/feedback",
                "{\"user\":{\"id\":\"u\"},\"message\":\"Where is my luggage?\",\"sentiment\":\"negative\"}");
        String item = api.get("/v1/feedback").json().at("/data/0/id").asText();
        api.themes.put("th_1", theme -> theme.setExamples(List.of("fb_00000000000000000000000000", item)));

        JsonNode theme = api.get("/v1/themes/th_1").json();

        assertThat(theme.get("examples")).hasSize(1);
        assertThat(theme.at("/examples/0/id").asText()).isEqualTo(item);
        assertThat(theme.get("items").asInt()).isEqualTo(12);
    }

    @Test
    void shouldRenamePinAndIgnore_andTellBothNames() {
        Answer renamed = patch("th_1", "{\"name\":\" Lost bags \",\"status\":\"pinned\"}");

        assertThat(renamed.status()).as(renamed.body()).isEqualTo(200);
        assertThat(renamed.json().get("name").asText()).isEqualTo("Lost bags");
        assertThat(renamed.json().get("named").asBoolean()).isTrue();
        assertThat(renamed.json().at("/terms/0").asText()).isEqualTo("lost luggage");
        assertThat(ids(api.get("/v1/themes"))).containsExactly("th_1", "th_2", "th_3");

        assertThat(patch("th_1", "{\"status\":\"ignored\"}").json().get("name").asText())
                .isEqualTo("Lost bags");
        assertThat(ids(api.get("/v1/themes"))).containsExactly("th_2", "th_3");
        assertThat(ids(api.get("/v1/themes?status=ignored"))).containsExactly("th_1");

        assertThat(patch("th_1", "{\"name\":null,\"status\":\"usual\"}")
                        .json()
                        .get("name")
                        .asText())
                .isEqualTo("lost luggage, airport");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|changes nothing",
                "{\"status\":\"gone\"}|use one of usual, pinned, ignored",
                "{\"nam\":\"x\"}|did you mean name",
                "{\"name\":7}|is not text",
            })
    void shouldRefuse_whenAChangeMeansNothing(String body, String why) {
        Answer answer = patch("th_1", body);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains(why);
        assertThat(api.themes.wishes).isEmpty();
    }

    @Test
    void shouldAnswerTheOther_whenThemesAreMerged() {
        Answer merged = api.post("/v1/themes/th_1/merge", "{\"into\":\"th_2\"}");

        assertThat(merged.status()).as(merged.body()).isEqualTo(200);
        assertThat(merged.json().get("id").asText()).isEqualTo("th_2");
        assertThat(api.get("/v1/themes/th_1").json().get("id").asText()).isEqualTo("th_2");
        assertThat(ids(api.get("/v1/themes"))).containsExactly("th_2", "th_3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|is missing",
                "{\"into\":\"th_1\"}|the theme itself",
                "{\"into\":\"th_3\"}|another language",
                "{\"into\":\"th_9\"}|no theme of the project",
            })
    void shouldRefuse_whenThemesCannotBeMerged(String body, String why) {
        Answer answer = api.post("/v1/themes/th_1/merge", body);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains(why);
    }

    @Test
    void shouldNotFind_whenTheThemeIsOfAnotherProject() {
        assertThat(api.get("/v1/themes/th_9").status()).isEqualTo(404);
        assertThat(patch("th_9", "{\"name\":\"Mine\"}").status()).isEqualTo(404);
    }

    private Answer patch(String id, String body) {
        return api.send("PATCH", "/v1/themes/" + id, ApiFixture.SECRET, body.getBytes(StandardCharsets.UTF_8));
    }
}
