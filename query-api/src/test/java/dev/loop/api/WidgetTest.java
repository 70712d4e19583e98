package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The script of the widget, as a page of another origin gets it; {@code WidgetPageTest} runs it in a browser. */
class WidgetTest {

    private static final int MOST_BYTES = 7 * 1024;
    private static final int MOST_BYTES_OF_A_LANGUAGE = 400;
    private static final Path SOURCE = Path.of("src/main/resources/dev/loop/api/widget");
    private static final Path PAGE = Path.of("src/main/documentation/widget.md");

    private static ApiFixture api;
    private static HttpResponse<byte[]> packed;
    private static String script;

    @BeforeAll
    static void load() throws IOException, InterruptedException {
        api = new ApiFixture();
        packed = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(api.server.uri() + "/widget.js"))
                                .header("Accept-Encoding", "gzip")
                                .header("Origin", "https://app.example.com")
                                .build(),
                        BodyHandlers.ofByteArray());
        script = new String(
                new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes(), StandardCharsets.UTF_8);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void shouldBeSmall_whenAPageLoadsIt() {
        System.out.printf("The widget: %d bytes gzip, %d plain%n", packed.body().length, script.length());
        assertThat(packed.body().length).isBetween(3_000, MOST_BYTES);
    }

    @Test
    void shouldLoadFromAnyOrigin_whenAsked() {
        assertThat(packed.statusCode()).isEqualTo(200);
        assertThat(packed.headers().map())
                .containsEntry("Access-Control-Allow-Origin", List.of("*"))
                .containsEntry("Cross-Origin-Resource-Policy", List.of("cross-origin"))
                .containsEntry("Content-Type", List.of("text/javascript; charset=utf-8"))
                .containsEntry("Content-Encoding", List.of("gzip"))
                .containsEntry("Vary", List.of("Accept-Encoding"))
                .containsEntry("Cache-Control", List.of("public, max-age=3600, stale-while-revalidate=86400"));
    }

    @Test
    void shouldTellItsVersion_whereverSomebodyLooks() {
        String version = packed.headers().firstValue("Loop-Widget-Version").orElseThrow();
        assertThat(version).matches("1\\.[0-9a-f]{8}");
        assertThat(script).contains('"' + version + '"').doesNotContain("{version}", "{css}");
        assertThat(packed.headers().firstValue("ETag")).contains('"' + version + '"');
    }

    @Test
    void shouldSendNothingAgain_whenTheBrowserHasIt() {
        ApiFixture.Answer again = api.send("GET", "/widget.js", "", null, "If-None-Match", '"' + version() + '"');
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.header("ETag")).isEqualTo('"' + version() + '"');
        assertThat(again.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(api.send("GET", "/widget.js", "", null, "If-None-Match", "\"1.other\"")
                        .body())
                .isEqualTo(script);
    }

    @Test
    void shouldSpeakTwelveLanguagesInFewBytes_whenTextsAreCounted() throws IOException {
        String source = source("texts.js");
        int names = between(source, "NAMES = \"", "\"").split("\\|").length;
        List<MatchResult> languages = Pattern.compile("(?m)^  ([a-z]{2}): \"(.*)\",$")
                .matcher(source)
                .results()
                .toList();
        assertThat(languages).hasSize(12).allSatisfy(language -> {
            assertThat(language.group(2).split("\\|"))
                    .as(language.group(1))
                    .hasSize(names)
                    .doesNotContain("");
            assertThat(language.group(2).getBytes(StandardCharsets.UTF_8))
                    .as(language.group(1))
                    .hasSizeLessThanOrEqualTo(MOST_BYTES_OF_A_LANGUAGE);
        });
    }

    @Test
    void shouldHaveNoWayToRunText_whateverItIsGiven() {
        assertThat(script)
                .doesNotContain("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "Function(")
                .doesNotContain("setAttribute(\"style\"", "createElement(\"style\")", "createElement(\"script\")");
    }

    /** What the page tells of attributes, texts, variables, calls and languages is what there is. */
    @Test
    void shouldBeDescribedInFull_whenItsPageIsRead() throws IOException {
        String page = Files.readString(PAGE);
        String texts = source("texts.js");
        String options = between(source("options.js"), "options = {", "\n};");
        String calls = between(source("widget.js"), "calls = {", "\n};");

        assertThat(quoted(column(page, "| attribute |"), "data-([a-z]+)(?:-\\*)?"))
                .isEqualTo(found(options, "([a-z]+): (?:\"|\\{\\}|undefined)"));
        assertThat(quoted(column(page, "| text |"), "(.+)"))
                .isEqualTo(Set.of(between(texts, "NAMES = \"", "\"").split("\\|")));
        assertThat(quoted(column(page, "| variable |"), "(.+)"))
                .isEqualTo(found(source("widget.css"), "var\\((--loop-[a-z]+)"))
                .hasSize(6);
        assertThat(quoted(column(page, "| call |"), "loop\\('([a-z]+)'.*"))
                .isEqualTo(found(calls, "(?m)^  ([a-z]+): \\("));
        assertThat(quoted(between(page, "| `data-lang` |", ";"), "(.+)"))
                .isEqualTo(found(texts, "(?m)^  ([a-z]{2}): "));
        assertThat(page).contains("at most %.1f in one file".formatted(MOST_BYTES / 1024.0));
    }

    private static String version() {
        return packed.headers().firstValue("Loop-Widget-Version").orElseThrow();
    }

    private static String source(String name) throws IOException {
        return Files.readString(SOURCE.resolve(name));
    }

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin) + begin.length();
        return text.substring(from, text.indexOf(end, from));
    }

    /** The first cells of a table. */
    private static String column(String page, String head) {
        return page.substring(page.indexOf(head))
                .lines()
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.substring(0, line.indexOf('|', 1)))
                .collect(Collectors.joining("\n"));
    }

    /** What is in backquotes and matches as a whole. */
    private static Set<String> quoted(String text, String pattern) {
        return found(text, '`' + pattern.replace(".", "[^`]") + '`');
    }

    private static Set<String> found(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
