package dev.loop.outside;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.loop.api.http.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** The JavaScript SDK by itself. {@code JavaScriptSdkContractTest} runs it against a Loop. */
class JavaScriptSdkTest {

    private static final int MOST_BYTES = 8 * 1024;
    private static final Pattern IMPORT = Pattern.compile("from '\\./([a-z]+\\.js)'");
    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*\\*.*?\\*/|(?m)^ *//.*$");
    private static final Pattern INDENTATION = Pattern.compile("(?m)^\\s+");

    /** Comments and indentation are left out, as in any page that is built; names are as long as they are. */
    @Test
    void shouldTakeEightKilobytesAtMost_whenItsCoreIsCompressed() throws IOException {
        var core = new TreeSet<String>();
        var text = new StringBuilder();
        collect("index.js", core, text);

        assertThat(core).contains("client.js", "http.js", "errors.js").doesNotContain("webhooks.js");
        assertThat(compressed(text.toString())).as("bytes of %s", core).isLessThanOrEqualTo(MOST_BYTES);
    }

    @Test
    void shouldShowTheAnnouncedProgram_whenItsReadmeIsRead() throws IOException {
        assertThat(Files.readString(JavaScriptSdk.SOURCE.resolve("README.md")))
                .contains(Files.readString(JavaScriptSdk.SOURCE.resolve("examples/announcement.mjs")));
    }

    @Test
    void shouldNameEveryProblem_whenTheTypeOfErrorsIsRead() throws IOException {
        String types = Files.readString(JavaScriptSdk.SOURCE.resolve("types/errors.d.ts"));
        String union = types.substring(
                types.indexOf("type ProblemType ="), types.indexOf(";", types.indexOf("type ProblemType =")));
        List<String> named = Pattern.compile("'([a-z-]+)'")
                .matcher(union)
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(named)
                .containsExactlyElementsOf(
                        Stream.of(Problem.values()).map(Problem::slug).toList());
    }

    @Test
    void shouldCreateOnceAndEndInTime_whenFaultsArePlayed() throws Exception {
        NodeProject sdk = JavaScriptSdk.itself();
        NodeProject.Run run = sdk.run(
                List.of(
                        "--test",
                        "test/faults.test.mjs",
                        "test/client.test.mjs",
                        "test/data.test.mjs",
                        "test/clock.test.mjs",
                        "test/stream.test.mjs",
                        "test/webhooks.test.mjs"),
                Map.of());

        assertThat(run.exitValue()).as(run.printed()).isZero();
        assertThat(run.printed()).containsPattern("pass [1-9]").containsPattern("fail 0");
    }

    @Test
    void shouldBeAsDescribedAndRefuseTypos_whenTheTypesAreCompiled() throws Exception {
        NodeProject sdk = JavaScriptSdk.itself();
        sdk.installDependencies();

        NodeProject.Run compiled = sdk.run(List.of("node_modules/typescript/bin/tsc", "-p", "test"), Map.of());
        assertThat(compiled.exitValue()).as(compiled.printed()).isZero();

        NodeProject.Run held = sdk.run(
                List.of("--test", "test/openapi.test.mjs"),
                Map.of("LOOP_OPENAPI", openApi().toAbsolutePath().toString()));
        assertThat(held.exitValue()).as(held.printed()).isZero();
        assertThat(held.printed()).containsPattern("pass [1-9]").containsPattern("skipped 0");
    }

    private static Path openApi() throws IOException {
        try (InputStream yaml =
                Objects.requireNonNull(Problem.class.getResourceAsStream("/dev/loop/api/docs/openapi.yaml"))) {
            Path json = Path.of("target/openapi.json");
            new ObjectMapper().writeValue(json.toFile(), new ObjectMapper(new YAMLFactory()).readTree(yaml));
            return json;
        }
    }

    private static void collect(String file, TreeSet<String> seen, StringBuilder text) throws IOException {
        if (!seen.add(file)) {
            return;
        }
        String source = Files.readString(JavaScriptSdk.SOURCE.resolve("src").resolve(file));
        for (var found : IMPORT.matcher(source).results().toList()) {
            collect(found.group(1), seen, text);
        }
        text.append(INDENTATION.matcher(COMMENT.matcher(source).replaceAll("")).replaceAll(""));
    }

    private static int compressed(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.size();
    }
}
