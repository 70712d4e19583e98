package dev.loop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loop.benchmark.BenchmarkSize;
import dev.loop.benchmark.Benchmarks;
import dev.loop.benchmark.Measurement;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that every benchmark runs and reports its figures; no test could hold their size. */
class BenchmarkCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    /** The tables for BI are left out: they have tests of their own, and need a database. */
    @Test
    void shouldTellFiguresOfEveryBenchmark_whenRunWithLittle() throws Exception {
        BenchmarkSize little = new BenchmarkSize(OptionalLong.of(500), 1, Duration.ofMillis(200));
        List<String> said = new ArrayList<>();

        List<Measurement> measurements =
                Benchmarks.run(without("drain", "bi"), new MeasuredProgram(), little, directory, said::add);

        assertThat(measurements).extracting(Measurement::benchmark).containsAll(without("drain", "bi"));
        assertThat(measurements)
                .allSatisfy(one -> assertThat(one.value()).as(one.what()).isFinite());
        // A shift may go either way.
        assertThat(measurements)
                .filteredOn(one -> one.unit() != Measurement.Unit.PERCENT)
                .allSatisfy(one -> assertThat(one.value()).as(one.what()).isNotNegative());
        assertThat(said).anyMatch(line -> line.startsWith("api: round 1 of 1"));
        assertThat(said)
                .as("the databases beside it are there for the tests, and their answers are compared")
                .contains(
                        "questions: PostgreSQL and Loop gave equal answers",
                        "questions: DuckDB and Loop gave equal answers");
    }

    @Test
    void shouldPrintAndWriteFiguresAndLeaveNothing_whenRunAsACommand() throws Exception {
        Set<Path> before = leftovers();
        Path json = directory.resolve("figures.json");

        int status = run("--only", "drain", "--items", "500", "--rounds", "1", "--out", json.toString());

        assertThat(status).as(err.toString()).isZero();
        JsonNode report = new ObjectMapper().readTree(json.toFile());
        assertThat(report.get("measurements")).isNotEmpty().allSatisfy(one -> {
            assertThat(one.get("benchmark").textValue()).isEqualTo("drain");
            assertThat(one.get("value").isNumber()).as(one.toString()).isTrue();
            // The clock of processor time ticks too slowly for so few items.
            if (!one.get("unit").textValue().startsWith("CPU")) {
                assertThat(one.get("value").doubleValue()).as(one.toString()).isPositive();
            }
            assertThat(out.toString()).contains(one.get("what").textValue());
        });
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

    private static Set<String> without(String... names) {
        return Benchmarks.names().stream()
                .filter(one -> !Set.of(names).contains(one))
                .collect(Collectors.toSet());
    }

    private static Set<Path> leftovers() throws Exception {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("loop-benchmark-"))
                    .collect(Collectors.toSet());
        }
    }
}
