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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks that benchmarks run and report their figures; no test could hold their size.
 *
 * <p>Each benchmark starts the program once or more, so a build runs two of them: the one that compares answers with
 * those of other databases, and another one each time. {@code -Dloop.benchmark.seed} chooses it again; {@code -Pabuse}
 * runs all of them.
 */
class BenchmarkCommandTest {

    /** The tables for BI are left out: they have tests of their own, and need a database. */
    private static final Set<String> LEFT_OUT = Set.of("bi");

    private static final String COMPARED = "questions";
    private static final boolean ALL = System.getProperty("loop.abuse", "").equals("full");
    private static final long SEED = Long.getLong("loop.benchmark.seed", System.nanoTime());

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void shouldTellFigures_whenRunWithLittle() throws Exception {
        Set<String> chosen = chosen();
        BenchmarkSize little = new BenchmarkSize(OptionalLong.of(500), 1, Duration.ofMillis(200));
        List<String> said = new ArrayList<>();

        List<Measurement> measurements = Benchmarks.run(chosen, new MeasuredProgram(), little, directory, said::add);

        assertThat(measurements).extracting(Measurement::benchmark).containsAll(chosen);
        assertThat(measurements)
                .allSatisfy(one -> assertThat(one.value()).as(one.what()).isFinite());
        // A shift may go either way.
        assertThat(measurements)
                .filteredOn(one -> one.unit() != Measurement.Unit.PERCENT)
                .allSatisfy(one -> assertThat(one.value()).as(one.what()).isNotNegative());
        assertThat(chosen).allSatisfy(name -> assertThat(said).anyMatch(line -> line.startsWith(name + ": ")));
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

        int status = run("--only", "api", "--items", "500", "--rounds", "1", "--out", json.toString());

        assertThat(status).as(err.toString()).isZero();
        JsonNode report = new ObjectMapper().readTree(json.toFile());
        assertThat(report.get("measurements")).isNotEmpty().allSatisfy(one -> {
            assertThat(one.get("benchmark").textValue()).isEqualTo("api");
            assertThat(one.get("value").isNumber()).as(one.toString()).isTrue();
            // The clock of processor time ticks too slowly for so few items.
            if (!one.get("unit").textValue().startsWith("CPU")) {
                assertThat(one.get("value").doubleValue()).as(one.toString()).isPositive();
            }
            assertThat(out.toString()).contains(one.get("what").textValue());
        });
        assertThat(report.at("/machine/processors").intValue()).isPositive();
        assertThat(err.toString()).contains("api: round 1 of 1");
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

    private static Set<String> chosen() {
        List<String> others = new ArrayList<>(Benchmarks.names());
        others.removeAll(LEFT_OUT);
        if (!ALL) {
            others.remove(COMPARED);
            Collections.shuffle(others, new Random(SEED));
            others = List.of(COMPARED, others.get(0));
        }
        System.out.println("Benchmarks " + others + ", seed " + SEED + " (-Dloop.benchmark.seed)");
        return Set.copyOf(others);
    }

    private static Set<Path> leftovers() throws Exception {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("loop-benchmark-"))
                    .collect(Collectors.toSet());
        }
    }
}
