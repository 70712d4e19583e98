package dev.loop.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.Topic;
import dev.loop.schemas.Topics;
import dev.loop.topology.Stores;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The README's tables are true: they name what there is, all of it and nothing else. */
class ReadmeTest {

    private static final Path ROOT = Path.of("..");

    @Test
    void shouldNameExactlyTheTopics_whenItsTableIsRead() throws IOException {
        assertThat(firstColumn("| topic |"))
                .isEqualTo(Topics.all().stream().map(Topic::name).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void shouldNameExactlyTheStores_whenItsTableIsRead() throws IOException {
        Set<String> stores = new TreeSet<>();
        for (Field field : Stores.class.getFields()) {
            try {
                stores.add((String) field.get(null));
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        }
        assertThat(firstColumn("| store |")).isEqualTo(stores);
    }

    @Test
    void shouldNameExactlyTheCalls_whenItsTableIsRead() throws IOException {
        assertThat(firstColumn("| call |")).isEqualTo(calls());
    }

    @Test
    void shouldNameExactlyTheModules_whenItsTableIsRead() throws IOException {
        Matcher modules =
                Pattern.compile("<module>([^<]+)</module>").matcher(Files.readString(ROOT.resolve("pom.xml")));
        assertThat(firstColumn("| module |"))
                .isEqualTo(modules.results().map(m -> m.group(1)).collect(Collectors.toCollection(TreeSet::new)));
    }

    /** The receivers are run against real deliveries by {@code WebhookContractTest}. */
    @ParameterizedTest
    @CsvSource({
        "js, query-api/src/test/resources/outside-receiver/receiver.js",
        "python, query-api/src/main/resources/dev/loop/api/dashboard/handlers/receiver.py"
    })
    void shouldQuoteAReceiverThatIsRun_whenItShowsHowToVerify(String language, String source) throws IOException {
        Matcher block = Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(ROOT.resolve("README.md")));
        assertThat(block.find()).isTrue();
        assertThat(Files.readString(ROOT.resolve(source))).contains(block.group(1));
    }

    @Test
    void shouldNameTheTestCommand_thatCiCalls() throws IOException {
        assertThat(Files.readString(ROOT.resolve("README.md"))).contains("./mvnw verify");
        assertThat(Files.readString(ROOT.resolve(".ci/run"))).containsPattern("\\./mvnw [^\\n]*verify");
    }

    /** The OpenAPI document, which another test holds to the routes. */
    private static Set<String> calls() throws IOException {
        Set<String> calls = new TreeSet<>();
        String path = "";
        for (String line : Files.readAllLines(Path.of("src/main/resources/dev/loop/api/docs/openapi.yaml"))) {
            if (line.matches("  /\\S*:")) {
                path = line.strip().replace(":", "");
            } else if (line.matches("    (get|put|post|patch|delete):") && !path.isEmpty()) {
                calls.add(line.strip().replace(":", "").toUpperCase(java.util.Locale.ROOT) + " " + path);
            } else if (line.matches("\\S.*")) {
                path = "";
            }
        }
        return calls;
    }

    /** What stands in backquotes in the first column of the table whose head begins so. */
    private static Set<String> firstColumn(String head) throws IOException {
        List<String> lines = Files.readAllLines(ROOT.resolve("README.md"));
        int start = 0;
        while (!lines.get(start).startsWith(head)) {
            start++;
        }
        Stream<String> rows = lines.stream().skip(start + 2L).takeWhile(line -> line.startsWith("|"));
        return rows.map(row -> row.replaceFirst("^\\| `([^`]+)`.*", "$1"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
