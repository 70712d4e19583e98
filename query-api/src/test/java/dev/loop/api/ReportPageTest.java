package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.ApiFixture.Answer;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** The release report as a page. */
class ReportPageTest {

    private static final String REPORT = "/v1/releases/2.0/report?window=7d";
    private static final String HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&amp;";

    private ApiFixture api;

    @BeforeEach
    void start() {
        api = new ApiFixture();
        api.send(
                "PUT",
                "/v1/releases/2.0",
                ApiFixture.SECRET,
                ("{\"releasedAt\":\"2026-06-19T14:00:00Z\",\"tags\":[\"exports\"],\"title\":" + json(HOSTILE)
                                + ",\"notes\":" + json(HOSTILE) + "}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void shouldHaveEveryFigureInFull_whenComparedWithJson() throws Exception {
        fill();
        JsonNode report = api.get(REPORT).json();
        String page = page(REPORT + "&format=html");

        List<String> values = new ArrayList<>();
        Matcher data = Pattern.compile("<data value=\"([^\"]*)\">").matcher(page);
        while (data.find()) {
            values.add(data.group(1));
        }
        assertThat(report.get("tags")).hasSizeGreaterThan(2);
        for (String family : List.of("tags", "plans")) {
            for (JsonNode row : report.get(family)) {
                for (String figure : List.of("rateBefore", "rateAfter", "before", "after", "stratifiedZ", "q")) {
                    if (!row.get(figure).isNull()) {
                        assertThat(values)
                                .as("%s of %s", figure, row)
                                .contains(row.get(figure).asText());
                    }
                }
            }
        }
        for (String side : List.of("before", "after")) {
            for (String figure : List.of("items", "negativeShare")) {
                assertThat(values).contains(report.get(side).get(figure).asText());
            }
        }
        assertThat(page)
                .contains("Negative feedback increased for")
                .contains("<strong class=\"is-worse\">exports</strong>")
                .contains("named by the release")
                .contains("▲ worse");
        assertThat(report.get("warnings")).isNotEmpty();
        report.get("warnings")
                .forEach(warning ->
                        assertThat(page).contains(escaped(warning.get("message").asText())));
    }

    @Test
    void shouldDrawEachIntervalToScale_whenThereIsOne() throws Exception {
        fill();
        JsonNode exports = api.get(REPORT).json().at("/tags/0");
        assertThat(exports.get("tag").asText()).isEqualTo("exports");
        String page = page(REPORT + "&format=html");

        Element row = rows(page).get(0);
        var lines = row.getElementsByTagName("line");
        Element before = (Element) lines.item(1);
        Element after = (Element) lines.item(2);

        // Scales end at a round share; these are 240 units wide.
        double scale = exports.at("/rateAfterInterval/1").asDouble() / number(after, "x2") * 240;
        assertThat(Math.rint(scale * 200) / 200).isCloseTo(scale, org.assertj.core.data.Offset.offset(1e-3));
        assertThat(number(before, "x1") / 240 * scale)
                .isCloseTo(exports.at("/rateBeforeInterval/0").asDouble(), org.assertj.core.data.Offset.offset(1e-3));
        assertThat(number(after, "x1")).isGreaterThan(number(before, "x1"));
    }

    @Test
    void shouldEscapeWhatPeopleWrote_andRunNothing() throws Exception {
        say("2026-06-20T10:00:00Z", "negative", "\"tag\":" + json(HOSTILE) + ",\"plan\":" + json(HOSTILE), HOSTILE);
        say("2026-06-10T10:00:00Z", "negative", "", "x");
        String page = page(REPORT + "&format=html&tag=!" + "%3Cscript%3E");

        assertThat(page).doesNotContain("<script").doesNotContain("<img").contains("&lt;script&gt;alert(1)");
        // Well-formed but for the elements of HTML that have no end.
        rows(page);
    }

    @Test
    void shouldAllowItsOwnStyleAlone_whenABrowserReadsThePolicy() throws Exception {
        Answer answer = api.get(REPORT, "Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("text/html");
        String css = answer.body()
                .substring(answer.body().indexOf("<style>") + 7, answer.body().indexOf("</style>"));
        String hash = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(css.getBytes(StandardCharsets.UTF_8)));
        assertThat(answer.header("Content-Security-Policy"))
                .contains("default-src 'none'")
                .contains("style-src 'sha256-" + hash + "';")
                .doesNotContain("script-src");
        assertThat(answer.body())
                .doesNotContain("style=")
                .doesNotContain("http://")
                .doesNotContain("https://");
        assertThat(answer.body()).contains("Nothing can be compared").contains("Nothing yet.");
    }

    @Test
    void shouldFoldLongMessagesAndQuoteExamples_whenThereAreSome() throws Exception {
        say("2026-06-25T10:00:00Z", "negative", "", "zebra crossing ".repeat(60));
        for (int i = 0; i < 12; i++) {
            saidBy("after" + i, "2026-06-21T00:00:00Z", "The zebra is <loose>");
            saidBy("before" + i, "2026-06-15T00:00:00Z", "All is well");
        }
        String page = page(REPORT + "&format=html");
        assertThat(page)
                .contains("<details><summary>zebra crossing")
                .contains("<h3>zebra <span class=\"badge\">new</span></h3>")
                .contains("0 of 12 people before, 13 of 13 after")
                .contains("<q>The zebra is &lt;loose&gt;</q>");
    }

    @Test
    void shouldNameTheFormatsThereAre_whenAnotherIsAskedFor() {
        Answer answer = api.get(REPORT + "&format=pdf");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("json, csv, ndjson, parquet, html");
        assertThat(api.get("/v1/sentiment?format=html").status()).isEqualTo(400);
    }

    private void fill() {
        for (int i = 0; i < 60; i++) {
            String plan = ",\"plan\":\"" + List.of("free", "pro").get(i % 2) + "\"";
            say("2026-06-15T10:00:00Z", i % 6 == 0 ? "negative" : "positive", "\"tag\":\"exports\"" + plan, "said");
            say("2026-06-20T10:00:00Z", i % 6 == 0 ? "positive" : "negative", "\"tag\":\"exports\"" + plan, "said");
            say("2026-06-15T10:00:00Z", i % 3 == 0 ? "negative" : "neutral", "\"tag\":\"billing\"" + plan, "said");
            say("2026-06-20T10:00:00Z", i % 3 == 0 ? "negative" : "neutral", "\"tag\":\"billing\"" + plan, "said");
        }
        say("2026-06-20T10:00:00Z", "negative", "\"plan\":\"scale\"", "said");
    }

    private void saidBy(String user, String at, String message) {
        String body = "{\"user\":{\"id\":\"" + user + "\"},\"message\":" + json(message)
                + ",\"sentiment\":\"neutral\",\"createdAt\":\"" + at + "\"}";
        assertThat(api.post("/v1/feedback", body).status()).isEqualTo(201);
    }

    private void say(String at, String sentiment, String more, String message) {
        String fields = "\"createdAt\":\"" + at + "\"" + (more.isEmpty() ? "" : "," + more);
        String body = "{\"user\":{\"id\":\"u\"},\"message\":" + json(message) + ",\"sentiment\":\"" + sentiment + "\","
                + fields + "}";
        assertThat(api.post("/v1/feedback", body).status()).isEqualTo(201);
    }

    private String page(String path) {
        Answer answer = api.get(path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    /** The rows of the first table, by an XML parser. */
    private static List<Element> rows(String page) throws Exception {
        String xml = page.substring(page.indexOf("<body>"), page.indexOf("</body>") + 7);
        var document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        var body = (Element) document.getElementsByTagName("tbody").item(0);
        var rows = body.getElementsByTagName("tr");
        var found = new ArrayList<Element>();
        for (int i = 0; i < rows.getLength(); i++) {
            found.add((Element) rows.item(i));
        }
        return found;
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    private static String json(String text) {
        return "\"" + text.replace("\"", "\\\"") + "\"";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("'", "&#39;").replace("\"", "&quot;");
    }
}
