package dev.loop.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.benchmark.Measurement.Target;
import dev.loop.benchmark.Measurement.Unit;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchmarkTableTest {

    @Test
    void shouldAlignAndJudge_whenThereAreTargets() {
        String table = BenchmarkTable.of(List.of(
                Measurement.of("drain", "full", 41_234.4, Unit.ITEMS_PER_SECOND),
                Measurement.of("drain", "ratio", 0.456, Unit.RATIO).with(Target.atLeast(0.5)),
                Measurement.of("query", "p99", 9.994, Unit.MILLISECONDS)
                        .with(Target.atMost(10))
                        .noting("open loop")));

        assertThat(table.lines())
                .containsExactly(
                        "benchmark  what    value  unit     target           note",
                        "--------------------------------------------------------",
                        "drain      full   41,234  items/s",
                        "           ratio   0.456  ratio    ≥ 0.500, MISSED",
                        "query      p99      9.99  ms       ≤ 10.00, met     open loop");
    }

    @Test
    void shouldTakeTheMiddle_whenThereAreSeveralRuns() {
        assertThat(Median.of(List.of(9.0, 1.0, 2.0))).isEqualTo(2);
        assertThat(Median.of(List.of(4.0, 1.0, 2.0, 9.0))).isEqualTo(3);
    }
}
