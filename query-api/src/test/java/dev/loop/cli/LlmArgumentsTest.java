package dev.loop.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.loop.connectors.llm.LlmSettings;
import dev.loop.process.AnalystOptions;
import dev.loop.process.UpOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LlmArgumentsTest {

    private static final String KEY = "sk-never-to-be-seen";

    @TempDir
    private Path directory;

    private UpOptions options(Map<String, String> environment, String... arguments) {
        UpCommand up = new UpCommand(directory, environment);
        CommandLine command = new CommandLine(up);
        return up.options(new OptionReader(command.parseArgs(arguments)));
    }

    private List<String> problems(Map<String, String> environment, String... arguments) {
        ConfigurationException refused =
                catchThrowableOfType(ConfigurationException.class, () -> options(environment, arguments));
        assertThat(refused).as("refusal of %s", List.of(arguments)).isNotNull();
        assertThat(refused.problems()).noneMatch(problem -> problem.contains(KEY));
        return refused.problems();
    }

    @Test
    void shouldAskAServerOnThisMachine_withoutKeyOrBudget() {
        AnalystOptions analyst = options(
                        Map.of(), "--analyst", "--llm-url=http://localhost:11434/v1", "--llm-model=llama3.1:8b")
                .analyst()
                .orElseThrow();

        assertThat(analyst.encoder()).isTrue();
        LlmSettings llm = analyst.llm().orElseThrow();
        assertThat(llm.version()).isEqualTo("llm:llama3.1:8b@p1");
        assertThat(llm.key()).isEmpty();
        assertThat(llm.concurrency()).isEqualTo(4);
    }

    @Test
    void shouldHideTheKey_whenOptionsAreWritten() {
        UpOptions options = options(
                Map.of("LOOP_LLM_KEY", KEY),
                "--analyst",
                "--llm-url=https://api.example.com/v1",
                "--llm-model=small",
                "--llm-budget=20",
                "--llm-price=0.15,0.60",
                "--llm-only");

        assertThat(options.toString()).doesNotContain(KEY).contains("(hidden)");
        assertThat(options.analyst().map(AnalystOptions::encoder)).contains(false);
    }

    @Test
    void shouldRefuseASettingThatWouldCostOrTell_andNameTheRemedy() {
        String[] hosted = {"--analyst", "--llm-url=https://api.example.com/v1", "--llm-model=small"};

        assertThat(problems(Map.of(), hosted)).singleElement().asString().contains("--llm-budget is missing");
        assertThat(problems(
                        Map.of(),
                        "--analyst",
                        "--llm-url=http://api.example.com/v1",
                        "--llm-model=x",
                        "--llm-budget=9tokens"))
                .singleElement()
                .asString()
                .contains("--llm-url must begin with https://", "--allow-private-llm");
        assertThat(problems(
                        Map.of(),
                        "--analyst",
                        "--llm-url=https://me:" + KEY + "@api.example.com",
                        "--llm-model=x",
                        "--llm-budget=9tokens"))
                .singleElement()
                .asString()
                .contains("user name or password");
        assertThat(problems(Map.of(), "--analyst", "--llm-url=http://localhost/v1", "--llm-model=x", "--llm-budget=20"))
                .singleElement()
                .asString()
                .contains("needs --llm-price");
        assertThat(problems(Map.of(), "--analyst", "--llm-model=small", "--llm-only"))
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem).contains("--llm-url"));
        assertThat(problems(Map.of(), "--llm-url=http://localhost/v1", "--llm-model=x"))
                .singleElement()
                .asString()
                .contains("needs --analyst");
        assertThat(problems(
                        Map.of("LOOP_LLM_KEY", KEY + " " + KEY),
                        "--analyst",
                        "--llm-url=http://localhost/v1",
                        "--llm-model=a b"))
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem).contains("LOOP_LLM_KEY must be one word"))
                .anySatisfy(problem -> assertThat(problem).contains("--llm-model"));
    }

    @Test
    void shouldTakeTheKeyFromAFile_thatNobodyElseReads() throws Exception {
        Path file = Files.writeString(directory.resolve("key"), KEY + "\n");
        String[] arguments = {"--analyst", "--llm-url=http://127.0.0.1/v1", "--llm-model=x", "--llm-key-file=" + file};
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(problems(Map.of(), arguments)).singleElement().asString().contains("chmod 600");
        assertThat(problems(Map.of("LOOP_LLM_KEY", KEY), arguments))
                .singleElement()
                .asString()
                .contains("together with LOOP_LLM_KEY");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Optional<LlmSettings> llm = options(Map.of(), arguments).analyst().flatMap(AnalystOptions::llm);
        assertThat(llm.flatMap(LlmSettings::key)).isPresent();
    }
}
