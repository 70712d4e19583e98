package dev.loop.connectors.importer;

import dev.loop.connectors.importer.BatchSender.Patience;
import dev.loop.schemas.intake.Intake;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs imports as the command does. */
final class Importing {

    static final RowSource.Options FOUND_OUT = reading(Dialect.RFC_4180);

    static RowSource.Options reading(Dialect dialect) {
        return new RowSource.Options(
                Optional.empty(), StandardCharsets.UTF_8, Optional.empty(), dialect, 0, 0, List.of());
    }

    static final Patience SHORT = new Patience(Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofMillis(600));

    static ImportSummary run(FakeLoop server, Path file, MappingOptions options) {
        return run(server, file, options, SHORT, new ArrayList<>());
    }

    static ImportSummary run(
            FakeLoop server, Path file, MappingOptions options, Patience patience, List<String> waits) {
        try (RowSource source = RowSource.open(file.toString(), FOUND_OUT);
                RowMapping mapping = new RowMapping(source, options)) {
            RefusedRows refused = new RefusedRows(RefusedRows.beside(file.toString(), source.format()), source);
            return new FeedbackImport(source, mapping, refused, progress -> {})
                    .run(new BatchSender(server.uri(), FakeLoop.KEY, patience, BatchSender.Manner.USUAL, wait -> {
                        synchronized (waits) {
                            waits.add(wait);
                        }
                    }));
        }
    }

    static List<String> preview(Path file, MappingOptions options) {
        try (RowSource source = RowSource.open(file.toString(), FOUND_OUT);
                RowMapping mapping = new RowMapping(source, options)) {
            return ImportPreview.of(source, mapping, new Intake(Clock.systemUTC()), 100).items().stream()
                    .map(ImportPreview.Shown::item)
                    .toList();
        }
    }

    static ImportPreview previewed(Path file, MappingOptions options) {
        try (RowSource source = RowSource.open(file.toString(), FOUND_OUT);
                RowMapping mapping = new RowMapping(source, options)) {
            return ImportPreview.of(source, mapping, new Intake(Clock.systemUTC()), 100);
        }
    }

    static Path file(Path directory, String name, String... lines) throws IOException {
        return Files.writeString(directory.resolve(name), String.join("\n", lines) + "\n");
    }

    static MappingOptions map(String... map) {
        return with(List.of(map), List.of(), List.of(), MappingOptions.Times.FOUND_OUT);
    }

    static MappingOptions zone(MappingOptions options, String zone) {
        MappingOptions.Times times = options.times();
        return with(
                options.map(),
                options.set(),
                options.values(),
                new MappingOptions.Times(times.formats(), Optional.of(ZoneId.of(zone)), times.locale()));
    }

    static MappingOptions set(MappingOptions options, String... set) {
        return with(options.map(), List.of(set), options.values(), options.times());
    }

    static MappingOptions values(MappingOptions options, String... values) {
        return with(options.map(), options.set(), List.of(values), options.times());
    }

    static MappingOptions dates(MappingOptions options, String... formats) {
        MappingOptions.Times times = options.times();
        return with(
                options.map(),
                options.set(),
                options.values(),
                new MappingOptions.Times(List.of(formats), times.zone(), times.locale()));
    }

    static MappingOptions named(MappingOptions options, String importName) {
        return new MappingOptions(
                options.map(), options.set(), options.values(), options.times(), Optional.of(importName), false);
    }

    private static MappingOptions with(
            List<String> map, List<String> set, List<String> values, MappingOptions.Times times) {
        return new MappingOptions(map, set, values, times, Optional.empty(), false);
    }

    private Importing() {}
}
