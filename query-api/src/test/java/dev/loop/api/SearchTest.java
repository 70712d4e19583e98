package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.ApiFixture.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the answers of a search over HTTP; the tests of the index cover its results. */
class SearchTest {

    private ApiFixture api;

    @BeforeEach
    void start() {
        api = new ApiFixture();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void shouldMarkWhatWasFound_andEscapeTheRest() {
        create("<b>The EXPORT</b> & 'nothing' else", "");

        JsonNode found = search("q=export nothing").get("data").get(0);

        assertThat(found.get("highlight").asText())
                .isEqualTo("&lt;b&gt;The <mark>EXPORT</mark>&lt;/b&gt; &amp; &#39;<mark>nothing</mark>&#39; else");
        assertThat(found.get("message").asText()).isEqualTo("<b>The EXPORT</b> & 'nothing' else");
        assertThat(search("q=-import").get("data").get(0).has("highlight")).isFalse();
    }

    @Test
    void shouldFindAndMarkAllForms_andTellWhichWordsHaveThem() {
        create("It crashes.", "");
        create("Crashing, crashed!", "");
        create("One crash", "");

        JsonNode found = search("q=crash -\"exports\"&facets=status");

        assertThat(found.get("data")).hasSize(3);
        assertThat(found.get("data").findValuesAsText("highlight"))
                .containsExactlyInAnyOrder(
                        "It <mark>crashes</mark>.",
                        "<mark>Crashing</mark>, <mark>crashed</mark>!",
                        "One <mark>crash</mark>");
        assertThat(found.get("search").toString()).isEqualTo("{\"forms\":[\"crash\"]}");
        assertThat(found.get("facets").get("total").asInt()).isEqualTo(3);
        assertThat(search("q=\"crash\"").get("data")).hasSize(1);
        assertThat(search("q=\"crash\"").get("search").toString()).isEqualTo("{\"forms\":[]}");
        assertThat(search("").has("search")).isFalse();
        assertThat(api.get("/v1/sentiment?" + encoded("q=crashed"))
                        .json()
                        .get("total")
                        .get("total")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void shouldShowTheBestPart_whenTheMessageIsLong() {
        create("filler ".repeat(100) + "the export of an \uD83D\uDE00 export hangs " + "more ".repeat(100), "");

        String highlight =
                search("q=export hangs").get("data").get(0).get("highlight").asText();

        assertThat(highlight)
                .startsWith("\u2026 filler")
                .endsWith("more \u2026")
                .contains("the <mark>export</mark> of an \uD83D\uDE00 <mark>export</mark> <mark>hangs</mark> more");
        assertThat(highlight.replaceAll("</?mark>", "").length()).isLessThan(260);
    }

    @Test
    void shouldCountWhatWasFound_whenFacetsAreAskedFor() {
        create("export one", "\"tag\":\"a\"");
        create("export two", "\"tag\":\"a\"");
        create("export three", "");
        create("import", "\"tag\":\"b\"");

        JsonNode facets = search("q=export&facets=tag,sentiment,status&limit=1").get("facets");

        assertThat(facets.get("total").asInt()).isEqualTo(3);
        assertThat(facets.get("tag").toString())
                .isEqualTo("{\"values\":[{\"value\":\"a\",\"items\":2},{\"value\":null,\"items\":1}],\"other\":0}");
        assertThat(facets.get("sentiment").toString())
                .isEqualTo("{\"values\":[{\"value\":\"negative\",\"items\":3}],\"other\":0}");
        assertThat(facets.has("plan")).isFalse();
        assertThat(search("facets=status").get("facets").get("total").asInt()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"newest", "relevance"})
    void shouldShowEachItemOnce_whenFollowingTheCursor(String sort) {
        for (int i = 0; i < 7; i++) {
            create("export " + i, "");
        }
        create("import", "");
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = search("q=export&limit=3&sort=" + sort + cursor);
            page.get("data").forEach(item -> seen.add(item.get("message").asText()));
            cursor = page.has("next") ? "&cursor=" + page.get("next").asText() : "";
        } while (!cursor.isEmpty());
        assertThat(seen).hasSize(7).doesNotHaveDuplicates();
    }

    @Test
    void shouldRefuseTheCursor_whenTheSearchIsAnother() {
        create("export 1", "");
        create("export 2", "");
        String newest = search("q=export&limit=1").get("next").asText();
        String relevant = search("q=export&limit=1&sort=relevance").get("next").asText();
        String listed = search("limit=1").get("next").asText();

        assertThat(search("q=export&limit=1&sort=relevance&cursor=" + relevant).get("data"))
                .hasSize(1);
        for (String wrong : List.of(
                "q=export&sort=relevance&cursor=" + newest,
                "q=export&cursor=" + relevant,
                "q=exports&cursor=" + newest,
                "q=export&cursor=" + listed,
                "cursor=" + newest)) {
            Answer answer = api.get("/v1/feedback?" + wrong);
            assertThat(answer.status()).as(wrong).isEqualTo(400);
            assertThat(answer.json().get("type").asText()).endsWith("#invalid-cursor");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            q="export                  ; q      ; is not closed
            q=e*                       ; q      ; fewer than 2 letters
            q=.*                       ; q      ; a star after
            q=(a|b                     ; q      ; is not closed
            q=!!!                      ; q      ; no word to search for
            sort=relevance             ; sort   ; give q
            q=a&sort=best              ; sort   ; newest, relevance
            q=a&facets=tagg            ; facets ; did you mean tag?
            q=a&facets=tag&format=csv  ; facets ; leave out either
            """)
    void shouldSayWhatToDo_whenItCannotBeSearched(String parameters, String field, String words) {
        Answer answer = api.get("/v1/feedback?" + encoded(parameters));
        assertThat(answer.status()).isEqualTo(400);
        JsonNode error = answer.json().get("errors").get(0);
        assertThat(error.get("field").asText()).isEqualTo(field);
        assertThat(error.get("problem").asText() + ": " + error.get("remedy").asText())
                .contains(words);
        // Counts take the same filters.
        if (field.equals("q")) {
            assertThat(api.get("/v1/sentiment?" + encoded(parameters)).status()).isEqualTo(400);
        }
    }

    @Test
    void shouldRefuseLongTexts_andIgnoreEmptyOnes() {
        create("export", "");
        assertThat(api.get("/v1/feedback?q=" + "a".repeat(501)).status()).isEqualTo(400);
        assertThat(search("q=").get("data")).hasSize(1);
        assertThat(search("q= ").get("data")).hasSize(1);
    }

    private JsonNode search(String parameters) {
        Answer answer = api.get("/v1/feedback?" + encoded(parameters));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    /** The value of q as a browser would send it. */
    private static String encoded(String parameters) {
        List<String> encoded = new ArrayList<>();
        for (String parameter : parameters.split("&")) {
            int value = parameter.indexOf('=') + 1;
            encoded.add(
                    parameter.startsWith("q=")
                            ? "q=" + URLEncoder.encode(parameter.substring(value), StandardCharsets.UTF_8)
                            : parameter);
        }
        return String.join("&", encoded);
    }

    private void create(String message, String more) {
        String body = "{\"user\":{\"id\":\"u_1\"},\"sentiment\":\"negative\",\"message\":\""
                + message.replace("\"", "\\\"") + "\"" + (more.isEmpty() ? "" : "," + more) + "}";
        Answer created = api.post("/v1/feedback", body);
        assertThat(created.status()).as(created.body()).isEqualTo(201);
    }
}
