package dev.loop.benchmark;

import dev.loop.api.sink.SinkBoard.SinkState;
import dev.loop.benchmark.Measurement.Target;
import dev.loop.benchmark.Measurement.Unit;
import dev.loop.bi.BiParts;
import dev.loop.bi.BiTables;
import dev.loop.bi.EmbeddedPostgres;
import dev.loop.bi.LiveSinks;
import dev.loop.bi.PostgresChoice;
import dev.loop.broker.EmbeddedKafka;
import dev.loop.connectors.connect.ConnectorFile;
import dev.loop.connectors.postgres.PostgresAddress;
import dev.loop.connectors.postgres.Warehouse;
import dev.loop.registry.EmbeddedSchemaRegistry;
import dev.loop.schemas.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.postgresql.PGConnection;

/**
 * Measures how fast a full topic gets into its table in PostgreSQL, beside {@code COPY} of the same rows into a table
 * with the same indexes, which is the fastest way into PostgreSQL. Both write to the disk for good.
 */
final class BiBenchmark implements Benchmark {

    private static final String NAME = "bi";
    private static final double TARGET_ROWS_PER_SECOND = 20_000;
    /** The share of rows at the beginning that is not counted, since starting up is not loading. */
    private static final double UNCOUNTED_SHARE = 0.1;

    private static final Duration LONGEST_RUN = Duration.ofMinutes(30);
    private static final long LOOK_MILLIS = 50;
    private static final long SAY_NANOS = Duration.ofSeconds(5).toNanos();

    /** Rows a second of each round, and microseconds. */
    private static final class Figures {
        private final List<Double> sink = new ArrayList<>();
        private final List<Double> all = new ArrayList<>();
        private final List<Double> copy = new ArrayList<>();
        private final List<Double> cpuMicros = new ArrayList<>();
    }

    /** @param cpuMicros processor time of this process for one row, without the server's */
    private record Run(double rowsPerSecond, double cpuMicros) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Measurement> run(Bench bench) throws Exception {
        Bench.LoadedData loaded = bench.loaded();
        Path directory = bench.directory(NAME);
        Figures figures = new Figures();
        List<ConnectorFile> items = ConnectorFile.postgres().stream()
                .filter(file -> file.topic().equals(Topics.FEEDBACK.name()))
                .toList();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, BiParts.ofSystem(), 0);
                EmbeddedKafka kafka = EmbeddedKafka.start(loaded.directory(), 0)) {
            for (int round = 1; round <= bench.size().rounds(); round++) {
                Run sink = fill(bench, postgres.address(), kafka, items);
                figures.sink.add(sink.rowsPerSecond());
                figures.cpuMicros.add(sink.cpuMicros());
                figures.copy.add(copy(bench, postgres.address(), directory));
                empty(postgres.address());
                figures.all.add(fill(bench, postgres.address(), kafka, ConnectorFile.postgres())
                        .rowsPerSecond());
                empty(postgres.address());
                bench.say(
                        "bi: round %d of %d: %,.0f rows/s, all sinks %,.0f, COPY %,.0f",
                        round,
                        bench.size().rounds(),
                        figures.sink.get(round - 1),
                        figures.all.get(round - 1),
                        figures.copy.get(round - 1));
            }
        } finally {
            Bench.delete(directory);
        }
        return measurements(figures);
    }

    private static Run fill(Bench bench, PostgresAddress address, EmbeddedKafka kafka, List<ConnectorFile> files)
            throws Exception {
        Map<String, Object> settings = kafka.clientSettings();
        try (Admin admin = Admin.create(settings);
                EmbeddedSchemaRegistry registry = EmbeddedSchemaRegistry.start(settings);
                BiTables tables = BiTables.start(
                        new PostgresChoice.External(address),
                        files,
                        BiParts.ofSystem(),
                        Path.of(""),
                        settings,
                        admin,
                        registry);
                LiveSinks sinks = new LiveSinks(
                        Optional.of(tables),
                        settings,
                        admin,
                        partition -> Long.MAX_VALUE,
                        registry,
                        new SimpleMeterRegistry())) {
            return watch(bench, sinks);
        }
    }

    private static Run watch(Bench bench, LiveSinks sinks) throws InterruptedException {
        long deadline = System.nanoTime() + LONGEST_RUN.toNanos();
        long total = left(sinks);
        long sayAt = System.nanoTime() + SAY_NANOS;
        long from = 0;
        long rows = 0;
        long cpu = 0;
        while (true) {
            long left = left(sinks);
            long now = System.nanoTime();
            if (from == 0 && left <= total * (1 - UNCOUNTED_SHARE)) {
                from = now;
                rows = left;
                cpu = CpuTime.ofProcess();
            }
            if (left == 0) {
                double counted = Math.max(1, rows);
                // Few rows may all be there at the first look, so the time until it is an upper bound.
                long took = Math.max(now - from, TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
                return new Run(counted * 1e9 / took, CpuTime.since(cpu) / 1e3 / counted);
            }
            if (now > deadline) {
                throw new IllegalStateException(left + " rows are still not there after " + LONGEST_RUN);
            }
            if (now > sayAt) {
                bench.say("bi: %,d rows to go", left);
                sayAt = now + SAY_NANOS;
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private static long left(LiveSinks sinks) {
        return sinks.states().stream().mapToLong(SinkState::lag).sum();
    }

    private static double copy(Bench bench, PostgresAddress address, Path directory) throws Exception {
        Path rows = directory.resolve("rows");
        try (Connection connection = Warehouse.connect(address);
                Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT");
            var copy = connection.unwrap(PGConnection.class).getCopyAPI();
            try (OutputStream out = Files.newOutputStream(rows)) {
                copy.copyOut("COPY loop.feedback TO STDOUT", out);
            }
            statement.execute("CREATE TABLE loop.copied (LIKE loop.feedback INCLUDING ALL)");
            try (InputStream in = Files.newInputStream(rows)) {
                bench.say("bi: COPY of the same rows");
                long began = System.nanoTime();
                long count = copy.copyIn("COPY loop.copied FROM STDIN", in);
                return count * 1e9 / (System.nanoTime() - began);
            }
        }
    }

    private static void empty(PostgresAddress address) throws SQLException {
        try (Connection connection = Warehouse.connect(address);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA " + Warehouse.SCHEMA + " CASCADE");
            statement.execute("CHECKPOINT");
        }
    }

    private static List<Measurement> measurements(Figures figures) {
        double sink = Median.of(figures.sink);
        double copy = Median.of(figures.copy);
        return List.of(
                Measurement.of(NAME, "topic into the table feedback", sink, Unit.ROWS_PER_SECOND)
                        .with(Target.atLeast(TARGET_ROWS_PER_SECOND))
                        .noting("upserts by Debezium's JDBC sink, 2 tasks"),
                Measurement.of(NAME, "COPY of the same rows", copy, Unit.ROWS_PER_SECOND)
                        .noting("the same indexes, one transaction"),
                Measurement.of(NAME, "sink ÷ COPY", sink / copy, Unit.RATIO),
                Measurement.of(NAME, "all sinks at once", Median.of(figures.all), Unit.ROWS_PER_SECOND)
                        .noting("items and their changes"),
                Measurement.of(NAME, "processor time", Median.of(figures.cpuMicros), Unit.CPU_MICROSECONDS_PER_ITEM)
                        .noting("broker and sink; the database's is not in it"));
    }
}
