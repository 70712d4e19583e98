package dev.loop.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.Topic;
import dev.loop.schemas.Topics;
import dev.loop.schemas.event.EventType;
import dev.loop.topology.sentiment.Granularity;
import dev.loop.topology.store.StoreNames;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The README and the pages beside the code are true: tables name exactly what the code has, and links lead somewhere. */
class DocumentationTest {

    private static final Path ROOT = Path.of("..");
    private static final String README = "README.md";
    private static final String STORES = "topology/src/main/documentation/stores.md";
    private static final String TOPICS = "schemas/src/main/documentation/topics.md";
    private static final String WEBHOOKS = "connectors/src/main/documentation/webhooks.md";
    private static final String API = "query-api/src/main/documentation/api.md";

    private static final String METRICS = "query-api/src/main/documentation/metrics.md";
    private static final Pattern METER = Pattern.compile("\"(loop(?:\\.[a-z]+)+)\"");

    /** A line of {@code package.json} or {@code requirements.txt} that fixes a version. */
    private static final Pattern VERSION = Pattern.compile("([@a-z][a-z/-]+)(?:\": \"|==)(\\d[\\d.]+)");

    private static final int LONGEST_README = 300;

    @Test
    void shouldNameExactlyTheTopics_whenItsTableIsRead() throws IOException {
        assertThat(firstColumn(TOPICS, "| topic |"))
                .isEqualTo(Topics.all().stream().map(Topic::name).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void shouldNameExactlyTheStores_whenItsTableIsRead() throws IOException {
        assertThat(firstColumn(STORES, "| store |")).isEqualTo(stores());
    }

    @Test
    void shouldNameExactlyTheTablesOfTheStore_whenItsTableIsRead() throws Exception {
        assertThat(firstColumn(STORES, "| table |")).isEqualTo(tables());
    }

    @Test
    void shouldNameExactlyTheGranularities_whenItsTableIsRead() throws IOException {
        assertThat(firstColumn(STORES, "| granularity |"))
                .isEqualTo(
                        Stream.of(Granularity.values()).map(Enum::name).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void shouldNameExactlyTheCalls_whenItsTableIsRead() throws IOException {
        assertThat(firstColumn(API, "| call |")).isEqualTo(calls());
    }

    @Test
    void shouldNameExactlyTheEvents_whenItsTableIsRead() throws IOException {
        assertThat(firstColumn(WEBHOOKS, "| type |"))
                .isEqualTo(Stream.of(EventType.values())
                        .map(EventType::word)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void shouldNameExactlyTheMetrics_whenItsTableIsRead() throws IOException {
        assertThat(firstColumn(METRICS, "| metric |")).isEqualTo(metrics());
    }

    /** Every name that a meter is made with. */
    private static Set<String> metrics() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String module : List.of("schemas", "topology", "connectors", "query-api")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String source = Files.readString(file);
                    if (source.contains("io.micrometer.")) {
                        METER.matcher(source)
                                .results()
                                .forEach(name -> names.add(name.group(1).replace('.', '_')));
                    }
                }
            }
        }
        return names;
    }

    @Test
    void shouldNameExactlyTheModules_whenItsTableIsRead() throws IOException {
        Matcher modules =
                Pattern.compile("<module>([^<]+)</module>").matcher(Files.readString(ROOT.resolve("pom.xml")));
        assertThat(firstColumn(README, "| module |"))
                .isEqualTo(modules.results().map(m -> m.group(1)).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void shouldDrawOnlyStoresThatThereAre_whenTheFlowIsShown() throws Exception {
        String diagram = diagram();
        Set<String> drawn = new TreeSet<>();
        for (MatchResult line : Pattern.compile("\\bstores? ([a-z-]+(, [a-z-]+)*)")
                .matcher(diagram)
                .results()
                .toList()) {
            drawn.addAll(List.of(line.group(1).split(", ")));
        }
        assertThat(drawn).hasSizeGreaterThan(3).isSubsetOf(stores());
        Set<String> tables = Pattern.compile("\\b[A-Z]+(_[A-Z]+)+\\b|\\bPROGRESS\\b")
                .matcher(diagram)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(tables).isEqualTo(tables());
    }

    /** The receivers are run against real deliveries by {@code WebhookContractTest}. */
    @ParameterizedTest
    @CsvSource({
        "js, query-api/src/test/resources/outside-receiver/receiver.js",
        "python, query-api/src/main/resources/dev/loop/api/dashboard/handlers/receiver.py"
    })
    void shouldQuoteAReceiverThatIsRun_whenItShowsHowToVerify(String language, String source) throws IOException {
        Matcher block = Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
                .matcher(read(WEBHOOKS));
        assertThat(block.find()).isTrue();
        assertThat(read(source)).contains(block.group(1));
    }

    /**
     * Receivers are run by {@code WebhookContractTest} in each build, and by {@code WebhookReceiversTest} on demand; the
     * scripts of data tools by {@code DataToolsTest}.
     */
    @ParameterizedTest
    @CsvSource({
        "receivers.md, outside-receiver/package.json",
        "receivers.md, outside-receivers/package.json",
        "receivers.md, outside-receivers/requirements.txt",
        "data-tools.md, outside-data/requirements.txt",
        "data-tools.md, outside-odata/requirements.txt",
        "data-tools.md, outside-dbt/requirements.txt"
    })
    void shouldQuoteFilesThatAreRunAndTheirVersions_whenAPageShowsCode(String name, String versions)
            throws IOException {
        String page = read("connectors/src/main/documentation/" + name);
        StringBuilder sources = new StringBuilder();
        for (MatchResult link : Pattern.compile("\\]\\((?:\\.\\./)+(query-api/[^)]+)\\)")
                .matcher(page)
                .results()
                .toList()) {
            sources.append(read(link.group(1))).append('\n');
        }
        assertThat(Pattern.compile("```(?:js|python|sql|yaml)\\n(.*?)```", Pattern.DOTALL)
                        .matcher(page)
                        .results()
                        .map(block -> block.group(1)))
                .hasSizeGreaterThan(5)
                .allSatisfy(block -> assertThat(sources.toString()).contains(block));
        assertThat(VERSION.matcher(read("query-api/src/test/resources/" + versions))
                        .results()
                        .map(version -> version.group(1) + " " + version.group(2)))
                .as(versions)
                .isNotEmpty()
                .allSatisfy(version -> assertThat(page).contains(version));
    }

    @Test
    void shouldNameTheTestCommand_thatCiCalls() throws IOException {
        assertThat(read(README)).contains("./mvnw verify");
        assertThat(read(".ci/run")).containsPattern("\\./mvnw [^\\n]*verify");
    }

    @Test
    void shouldStayShort_whenAReadmeGrows() throws IOException {
        assertThat(Files.readAllLines(ROOT.resolve(README))).hasSizeLessThan(LONGEST_README);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void shouldLeadSomewhere_whenAPageLinksToAFile(String page) throws IOException {
        Path folder = ROOT.resolve(page).toAbsolutePath().getParent();
        assertThat(Pattern.compile("\\]\\((?!https?:)([^)#]+)")
                        .matcher(read(page))
                        .results()
                        .map(link -> link.group(1)))
                .allSatisfy(link -> assertThat(folder.resolve(link)).exists());
    }

    @Test
    void shouldNameFilesThatThereAre_whenItSaysWhereToRead() throws IOException {
        List<String> files = rows(README, "| to see |")
                .map(row -> row.replaceFirst(".*`([^`]+)` \\|$", "$1"))
                .toList();
        assertThat(files)
                .isNotEmpty()
                .allSatisfy(file -> assertThat(ROOT.resolve(file)).exists());
    }

    static Stream<String> pages() throws IOException {
        Stream<String> found;
        try (Stream<Path> files = Files.walk(ROOT, 6)) {
            found = files
                    .map(file -> ROOT.relativize(file).toString())
                    .filter(file -> file.endsWith(".md") && file.contains("src/main/documentation"))
                    .toList()
                    .stream();
        }
        return Stream.concat(Stream.of(README, "connectors/GUIDE.md"), found);
    }

    private static Set<String> stores() {
        Set<String> stores = new TreeSet<>();
        for (Field field : StoreNames.class.getFields()) {
            try {
                stores.add((String) field.get(null));
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        }
        return stores;
    }

    /** The tables inside the store {@code feedback}, which its package keeps to itself. */
    private static Set<String> tables() throws ClassNotFoundException {
        return Stream.of(Class.forName("dev.loop.topology.store.Tables$Table").getEnumConstants())
                .map(Object::toString)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The OpenAPI document, which another test holds to the routes. */
    private static Set<String> calls() throws IOException {
        Set<String> calls = new TreeSet<>();
        String path = "";
        for (String line : Files.readAllLines(Path.of("src/main/resources/dev/loop/api/docs/openapi.yaml"))) {
            if (line.matches("  /\\S*:")) {
                path = line.strip().replace(":", "");
            } else if (line.matches("    (get|put|post|patch|delete):") && !path.isEmpty()) {
                calls.add(line.strip().replace(":", "").toUpperCase(Locale.ROOT) + " " + path);
            } else if (line.matches("\\S.*")) {
                path = "";
            }
        }
        return calls;
    }

    /** The names in backquotes in the first column of the table with this head. */
    private static Set<String> firstColumn(String page, String head) throws IOException {
        return rows(page, head)
                .flatMap(row -> Pattern.compile("`([^`]+)`")
                        .matcher(row.substring(0, row.indexOf('|', 1)))
                        .results()
                        .map(name -> name.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> rows(String page, String head) throws IOException {
        List<String> lines = Files.readAllLines(ROOT.resolve(page));
        int start = 0;
        while (!lines.get(start).startsWith(head)) {
            start++;
        }
        return lines.stream().skip(start + 2L).takeWhile(line -> line.startsWith("|"));
    }

    private static String diagram() throws IOException {
        String readme = read(README);
        int start = readme.indexOf("## How it works");
        return readme.substring(start, readme.indexOf("```\n\n", start));
    }

    private static String read(String page) throws IOException {
        return Files.readString(ROOT.resolve(page));
    }
}
