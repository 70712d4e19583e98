package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.CsvReader;
import dev.loop.api.ApiFixture.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Releases are put, read, listed and deleted, and nothing comes in that is not one. */
class ReleasesTest {

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
    void shouldReadWhatWasPut_whenPutAndPutAgain() {
        Answer created = put(
                "2.0",
                "{\"releasedAt\":\"2026-06-19T16:00:00+02:00\",\"title\":\"New\",\"notes\":\"a\\nb\",\"tags\":[\"exports\"]}");

        assertThat(created.status()).isEqualTo(201);
        JsonNode release = api.get("/v1/releases/2.0").json();
        assertThat(release).isEqualTo(created.json());
        assertThat(release.get("releasedAt").asText()).isEqualTo("2026-06-19T14:00:00Z");
        assertThat(release.get("notes").asText()).isEqualTo("a\nb");
        assertThat(release.get("tags").get(0).asText()).isEqualTo("exports");

        assertThat(put("2.0", "{\"releasedAt\":\"2030-01-01T00:00:00Z\"}").status())
                .isEqualTo(200);
        JsonNode changed = api.get("/v1/releases/2.0").json();
        assertThat(changed.get("releasedAt").asText()).isEqualTo("2030-01-01T00:00:00Z");
        assertThat(changed.has("title")).isFalse();
        assertThat(api.send("GET", "/v1/releases/2.0", ApiFixture.OTHER, null).status())
                .isEqualTo(404);
    }

    @Test
    void shouldListTheNewestFirst_whenAsJsonAndAsCsv() throws Exception {
        put("1.0", "{\"releasedAt\":\"2026-01-01T00:00:00Z\",\"title\":\"=1+1\"}");
        put("1.1", "{\"releasedAt\":\"2026-03-01T00:00:00Z\",\"tags\":[\"a\",\"b\"]}");
        put("1.0.1", "{\"releasedAt\":\"2026-02-01T00:00:00Z\"}");

        JsonNode list = api.get("/v1/releases").json();
        assertThat(list.get("data").findValuesAsText("version")).containsExactly("1.1", "1.0.1", "1.0");
        JsonNode two = api.get("/v1/releases?limit=2").json();
        assertThat(two.get("data")).hasSize(2);
        assertThat(two.get("releases").asInt()).isEqualTo(3);
        assertThat(api.get("/v1/releases?from=2026-02-01&to=2026-03-01")
                        .json()
                        .get("data")
                        .findValuesAsText("version"))
                .containsExactly("1.0.1");
        try (var csv = CsvReader.builder()
                .ofNamedCsvRecord(api.get("/v1/releases?format=csv").body())) {
            var rows = csv.stream().toList();
            assertThat(rows).extracting(r -> r.getField("version")).containsExactly("1.1", "1.0.1", "1.0");
            assertThat(rows.get(0).getField("tags")).isEqualTo("a,b");
            assertThat(rows.get(2).getField("title")).isEqualTo("'=1+1");
        }
        assertThat(api.send("GET", "/v1/releases", ApiFixture.OTHER, null)
                        .json()
                        .get("data"))
                .isEmpty();
    }

    @Test
    void shouldBeGone_whenDeleted() {
        put("1.0", "{\"releasedAt\":\"2026-01-01T00:00:00Z\"}");
        put("1.1", "{\"releasedAt\":\"2026-02-01T00:00:00Z\"}");

        assertThat(api.send("DELETE", "/v1/releases/1.0", ApiFixture.SECRET, null)
                        .status())
                .isEqualTo(204);
        Answer again = api.send("DELETE", "/v1/releases/1.0", ApiFixture.SECRET, null);
        assertThat(again.status()).isEqualTo(404);
        assertThat(again.json().get("detail").asText()).contains("Did you mean 1.1?");
        assertThat(api.get("/v1/releases/kiwi").json().get("detail").asText()).contains("The newest are 1.1.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2.0     | {}                                                             | releasedAt | is missing
            2.0     | {"releasedAt":"yesterday"}                                     | releasedAt | RFC 3339
            2.0     | {"releasedAt":"2026-06-19T14:00:00"}                           | releasedAt | RFC 3339
            2.0     | {"releasedAt":1750000000}                                      | releasedAt | RFC 3339
            2.0     | {"releasedAt":"1999-12-31T23:59:59Z"}                          | releasedAt | before the year 2000
            2.0     | {"releasedAt":"2026-06-19T14:00:00Z","titel":"a"}              | titel      | did you mean title
            2.0     | {"releasedAt":"2026-06-19T14:00:00Z","tags":"a"}               | tags       | not a list
            2.0     | {"releasedAt":"2026-06-19T14:00:00Z","tags":["a",1]}           | tags[1]    | not text
            2.0     | {"releasedAt":"2026-06-19T14:00:00Z","title":7}                | title      | not text
            2 0     | {"releasedAt":"2026-06-19T14:00:00Z"}                          | version    | white space
            2\u200b | {"releasedAt":"2026-06-19T14:00:00Z"}                          | version    | U+200B (ZERO WIDTH SPACE)
            """)
    void shouldNameTheField_whenItCannotBe(String version, String body, String field, String says) {
        Answer answer = put(version, body);
        assertThat(answer.status()).isEqualTo(422);
        JsonNode error = answer.json().get("errors").get(0);
        assertThat(error.get("field").asText()).isEqualTo(field);
        assertThat(error.toString()).contains(says);
        assertThat(api.releases.all()).isEmpty();
    }

    @Test
    void shouldHaveLimits_whenTooLong() {
        String fine = "{\"releasedAt\":\"2026-06-19T14:00:00Z\"}";
        assertThat(put("v".repeat(100), fine).status()).isEqualTo(201);
        assertThat(put("v".repeat(101), fine).status()).isEqualTo(422);
        assertThat(put("v/1", fine).status()).isIn(400, 404, 422);
        assertThat(put("1.0", "[]").status()).isEqualTo(422);
        assertThat(put("1.0", "{").status()).isEqualTo(400);
        assertThat(put("1.0", fine.replace("}", ",\"notes\":\"" + "n".repeat(20_001) + "\"}"))
                        .status())
                .isEqualTo(422);
        assertThat(api.get("/v1/releases?lmit=3").json().get("detail").asText()).contains("did you mean \"limit\"");
        assertThat(List.of("from=2026-02-01&to=2026-01-01", "limit=0", "limit=x", "from=soon"))
                .allSatisfy(q ->
                        assertThat(api.get("/v1/releases?" + q).status()).as(q).isEqualTo(400));
        assertThat(api.send("PUT", "/v1/releases/1.0", ApiFixture.PUBLISHABLE, fine.getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(403);
    }

    private Answer put(String version, String body) {
        return api.send(
                "PUT",
                "/v1/releases/"
                        + URLEncoder.encode(version, StandardCharsets.UTF_8).replace("+", "%20"),
                ApiFixture.SECRET,
                body.getBytes(StandardCharsets.UTF_8));
    }
}
