package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.loop.api.http.Problem;
import dev.loop.outside.JavaScriptSdk;
import dev.loop.outside.NodeProject;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The JavaScript SDK in Node against a running Loop. Needs {@code node}. */
@ExtendWith(SharedLoop.class)
class JavaScriptSdkContractTest {

    @Test
    void shouldDoAllThatItSays_whenEveryMethodIsCalled(RunningLoop loop) throws Exception {
        NodeProject program = JavaScriptSdk.application("test/contract.mjs");
        NodeProject.Run run = program.run("contract.mjs", environment(loop));
        assertThat(run.exitValue()).as(run.printed()).isZero();

        List<String> calls =
                run.printed().lines().filter(line -> line.startsWith("CALL ")).toList();
        assertThat(calls).hasSizeGreaterThan(40);
        assertThat(calls).allSatisfy(JavaScriptSdkContractTest::requireDescribed);
    }

    private static Map<String, String> environment(RunningLoop loop) {
        return Map.of(
                "LOOP_API_KEY",
                RunningLoop.SECRET_KEY,
                "LOOP_PUBLISHABLE_KEY",
                RunningLoop.PUBLISHABLE_KEY,
                "LOOP_BASE_URL",
                loop.address().toString());
    }

    private static void requireDescribed(String call) {
        String[] words = call.split(" ", 3);
        String path = words[2].replaceFirst("\\?.*", "");
        JsonNode document = Description.DOCUMENT;
        var operations = new ArrayList<JsonNode>();
        document.path("paths").fields().forEachRemaining(described -> {
            if (path.matches(described.getKey().replaceAll("\\{[^}]+}", "[^/]+"))) {
                JsonNode operation = described.getValue().path(words[1].toLowerCase(Locale.ROOT));
                if (!operation.isMissingNode()) {
                    operations.add(operation);
                }
            }
        });
        assertThat(operations).as(call).isNotEmpty();
        if (words[2].contains("?")) {
            var known = new TreeSet<String>();
            for (JsonNode operation : operations) {
                for (JsonNode parameter : operation.path("parameters")) {
                    String reference = parameter.path("$ref").asText();
                    JsonNode meant = reference.isEmpty() ? parameter : document.at(reference.substring(1));
                    known.add(meant.path("name").asText().replace("metadata.KEY", "metadata"));
                }
            }
            assertThat(Pattern.compile("[?&]([^=.&]+)")
                            .matcher(words[2])
                            .results()
                            .map(found -> found.group(1)))
                    .as(call)
                    .isSubsetOf(known);
        }
    }

    private static final class Description {
        static final JsonNode DOCUMENT = read();

        private static JsonNode read() {
            try (InputStream yaml =
                    Objects.requireNonNull(Problem.class.getResourceAsStream("/dev/loop/api/docs/openapi.yaml"))) {
                return new ObjectMapper(new YAMLFactory()).readTree(yaml);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
