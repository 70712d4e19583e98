package dev.loop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loop.benchmark.Benchmarks;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That every benchmark runs and tells its figures; how high they are is nothing that a test could hold. */
class BenchmarkCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void shouldTellAllFiguresAndLeaveNothing_whenRunWithLittle() throws Exception {
        Set<Path> before = leftovers();
        Path json = directory.resolve("figures.json");

        int status = run("--items", "4000", "--rounds", "1", "--seconds", "1", "--out", json.toString());

        assertThat(status).as(err.toString()).isZero();
        JsonNode report = new ObjectMapper().readTree(json.toFile());
        Set<String> benchmarks = new TreeSet<>();
        for (JsonNode one : report.get("measurements")) {
            benchmarks.add(one.get("benchmark").textValue());
            assertThat(out.toString()).contains(one.get("what").textValue());
            assertThat(one.get("value").isNumber()).as(one.toString()).isTrue();
            assertThat(one.get("value").doubleValue()).as(one.toString()).isGreaterThanOrEqualTo(0);
        }
        assertThat(benchmarks).containsExactlyInAnyOrderElementsOf(Benchmarks.names());
        assertThat(report.at("/machine/processors").intValue()).isPositive();
        assertThat(err.toString()).contains("drain: round 1 of 1");
        assertThat(leftovers()).isEqualTo(before);
    }

    @Test
    void shouldNameAllThatIsWrong_whenOptionsMakeNoSense() {
        assertThat(run("--only", "drain,dream", "--items", "none", "--out", "/nowhere/at/all"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("dream", "--items", "/nowhere/at/all");
    }

    private int run(String... arguments) {
        String[] all =
                Stream.concat(Stream.of("benchmark"), Stream.of(arguments)).toArray(String[]::new);
        return Loop.run(Map.of(), directory, new PrintWriter(out), new PrintWriter(err), all);
    }

    private static Set<Path> leftovers() throws Exception {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("loop-benchmark-"))
                    .collect(Collectors.toSet());
        }
    }
}
