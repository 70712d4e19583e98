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

    static final RowSource.Options FOUND_OUT =
            new RowSource.Options(Optional.empty(), StandardCharsets.UTF_8, Optional.empty());

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
                    .run(new BatchSender(server.uri(), FakeLoop.KEY, patience, Clock.systemUTC(), wait -> {
                        synchronized (waits) {
                            waits.add(wait);
                        }
                    }));
        }
    }

    static List<String> preview(Path file, MappingOptions options) {
        try (RowSource source = RowSource.open(file.toString(), FOUND_OUT);
                RowMapping mapping = new RowMapping(source, options)) {
            return ImportPreview.of(source, mapping, new Intake(Clock.systemUTC()), 100)
                    .items();
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
        return new MappingOptions(List.of(map), List.of(), List.of(), List.of(), Optional.empty());
    }

    static MappingOptions zone(MappingOptions options, String zone) {
        return new MappingOptions(
                options.map(), options.set(), options.values(), options.dateFormats(), Optional.of(ZoneId.of(zone)));
    }

    static MappingOptions set(MappingOptions options, String... set) {
        return new MappingOptions(
                options.map(), List.of(set), options.values(), options.dateFormats(), options.timezone());
    }

    static MappingOptions values(MappingOptions options, String... values) {
        return new MappingOptions(
                options.map(), options.set(), List.of(values), options.dateFormats(), options.timezone());
    }

    static MappingOptions dates(MappingOptions options, String... formats) {
        return new MappingOptions(options.map(), options.set(), options.values(), List.of(formats), options.timezone());
    }

    private Importing() {}
}
