package dev.loop.cli;

import dev.loop.connectors.importer.BatchSender;
import dev.loop.connectors.importer.FeedbackImport;
import dev.loop.connectors.importer.ImportException;
import dev.loop.connectors.importer.ImportPreview;
import dev.loop.connectors.importer.ImportProgress;
import dev.loop.connectors.importer.ImportSummary;
import dev.loop.connectors.importer.ImportSummary.Reason;
import dev.loop.connectors.importer.MappingOptions;
import dev.loop.connectors.importer.RefusedRows;
import dev.loop.connectors.importer.RowMapping;
import dev.loop.connectors.importer.RowSource;
import dev.loop.schemas.intake.Intake;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code loop import}: feedback from a file, through the HTTP API.
 *
 * <p>Exit status: 0 when every row was taken or known, 2 when some were refused, 1 when it could not be done.
 */
@Command(
        name = "import",
        sortOptions = false,
        description = "Reads feedback from a CSV or NDJSON file and sends it to a server.",
        footer = {
            "",
            "Fields: externalId, user.id, message, sentiment, tag, plan, source, status, createdAt, resolvedAt,"
                    + " consent, metadata, metadata.KEY. An empty column is an absent field. user.id, message and"
                    + " sentiment (positive, neutral or negative) are needed. Without --map, a column becomes the"
                    + " field of the same name.",
            "",
            "The same file again changes nothing: an item is known by its externalId, or, where a row has none, by the"
                    + " content of the row. So an interrupted import is simply run again.",
            "",
            "The key comes from LOOP_SECRET_KEY. Exit status: 0 all rows taken or known, 2 some refused, 1 failed.",
            "",
            "Example:",
            "  loop import reviews.csv --map user.id=author --map message=text \\",
            "    --map sentiment=stars --value sentiment:1..2=negative \\",
            "    --value sentiment:3=neutral --value sentiment:4..5=positive \\",
            "    --map createdAt=date --date-format dd/MM/yyyy --timezone Europe/Paris \\",
            "    --set source=reviews"
        })
final class ImportCommand implements Callable<Integer> {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int SOME_REFUSED = 2;

    private static final String NOT_COMPLETE = "The import is not complete. Run the same command again: what was taken"
            + " stays, and nothing is counted twice.";

    private static final int SHOWN_ITEMS = 3;
    private static final int SHOWN_REASONS = 10;
    private static final Duration LAST_WORDS = Duration.ofSeconds(8);

    private final Optional<String> secretKey;
    private final Clock clock;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "CSV or NDJSON, plain or gzip; - is the standard input.")
    private @Nullable String file;

    @Option(names = "--url", paramLabel = "URL", description = "The server (default: http://127.0.0.1:8080).")
    private @Nullable String url;

    @Option(names = "--map", paramLabel = "FIELD=COLUMN", description = "COLUMN becomes FIELD. In NDJSON, a path: a.b.")
    private List<String> map = new ArrayList<>();

    @Option(names = "--set", paramLabel = "FIELD=VALUE", description = "The value of FIELD where a row has none.")
    private List<String> set = new ArrayList<>();

    @Option(
            names = "--value",
            paramLabel = "FIELD:FROM=TO",
            description = "What a value of a column means: sentiment:1..2=negative, plan:Basic=free, tag:n/a=.")
    private List<String> values = new ArrayList<>();

    @Option(
            names = "--date-format",
            paramLabel = "PATTERN",
            description = "How times are written, such as 'MM/dd/yyyy h:mm a'; several are tried in turn"
                    + " (default: RFC 3339 and its relatives, seconds or milliseconds since 1970).")
    private List<String> dateFormats = new ArrayList<>();

    @Option(names = "--timezone", paramLabel = "ZONE", description = "Of times that name none, such as Europe/Paris.")
    private @Nullable String timezone;

    @Option(names = "--format", paramLabel = "csv|ndjson", description = "What the file is (default: found out).")
    private @Nullable String format;

    @Option(
            names = "--delimiter",
            paramLabel = "CHARACTER",
            description = "Of CSV; tab is one as well (default: found out among , ; tab |).")
    private @Nullable String delimiter;

    @Option(names = "--encoding", paramLabel = "NAME", description = "Such as windows-1252 (default: UTF-8).")
    private @Nullable String encoding;

    @Option(
            names = "--refused",
            paramLabel = "FILE",
            description = "Where refused rows go, with the reasons (default: beside the file, as NAME.refused.csv).")
    private @Nullable Path refused;

    @Option(names = "--dry-run", description = "Checks all rows, shows the first items, sends nothing.")
    private boolean dryRun;

    /** @param secretKey what LOOP_SECRET_KEY holds */
    ImportCommand(Optional<String> secretKey, Clock clock) {
        this.secretKey = secretKey.filter(key -> !key.isBlank());
        this.clock = clock;
    }

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (RowSource source = RowSource.open(
                        Objects.requireNonNull(file), new RowSource.Options(format(), encoding(), delimiter()));
                RowMapping mapping = new RowMapping(source, mappingOptions())) {
            mapping.warnings().forEach(err::println);
            if (map.isEmpty()) {
                out.println("Columns by their names: "
                        + mapping.description().entrySet().stream()
                                .map(entry -> entry.getKey() + "=" + entry.getValue())
                                .sorted()
                                .collect(Collectors.joining(", ")));
            }
            return dryRun ? preview(source, mapping, out) : send(source, mapping, out, err);
        } catch (ImportException e) {
            err.println(e.getMessage());
            return FAILED;
        }
    }

    private MappingOptions mappingOptions() {
        return new MappingOptions(map, set, values, dateFormats, zone());
    }

    private int preview(RowSource source, RowMapping mapping, PrintWriter out) {
        ImportPreview preview = ImportPreview.of(source, mapping, new Intake(clock), SHOWN_ITEMS);
        preview.items().forEach(out::println);
        out.printf(
                Locale.ROOT,
                "%,d rows would be sent, %,d would be refused. Nothing was sent.%n",
                preview.good(),
                preview.refused());
        reasons(preview.reasons(), source.name(), out);
        return preview.refused() > 0 ? SOME_REFUSED : DONE;
    }

    private int send(RowSource source, RowMapping mapping, PrintWriter out, PrintWriter err) {
        URI server = server();
        String key = secretKey.orElseThrow(() -> new ImportException("There is no key. Set LOOP_SECRET_KEY to a secret"
                + " key (sk_…) of " + server + "; loop up shows it at its first start."));
        Path refusedFile =
                refused != null ? refused : RefusedRows.beside(Objects.requireNonNull(file), source.format());
        Instant started = clock.instant();
        ImportSummary summary;
        CountDownLatch said = new CountDownLatch(1);
        try (ImportDisplay display = display(source, err)) {
            BatchSender sender = new BatchSender(server, key, BatchSender.Patience.USUAL, clock, display::waiting);
            FeedbackImport running =
                    new FeedbackImport(source, mapping, new RefusedRows(refusedFile, source), display::progress);
            Thread onInterrupt = new Thread(() -> stop(running, said, err), "import-interrupt");
            Runtime.getRuntime().addShutdownHook(onInterrupt);
            try {
                summary = running.run(sender);
            } finally {
                unlessShuttingDown(onInterrupt);
            }
        }
        say(summary, Duration.between(started, clock.instant()), source.name(), out, err);
        said.countDown();
        return switch (summary.ending()) {
            case COMPLETE -> summary.progress().refused() > 0 ? SOME_REFUSED : DONE;
            case STOPPED, FAILED -> FAILED;
        };
    }

    private ImportDisplay display(RowSource source, PrintWriter err) {
        Optional<Long> total = source.bytesTotal();
        return System.console() != null && total.isPresent()
                ? new ImportBar(System.err, clock, total.get())
                : new ImportLines(err, clock);
    }

    /** Runs while the process ends: the import gets the time to say how far it came. */
    private static void stop(FeedbackImport running, CountDownLatch said, PrintWriter err) {
        running.stop();
        try {
            if (!said.await(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
                // It waits for a file that does not end, such as a pipe that nobody writes to.
                err.println(NOT_COMPLETE);
                err.flush();
                Runtime.getRuntime().halt(FAILED);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void unlessShuttingDown(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It runs already.
        }
    }

    private void say(ImportSummary summary, Duration elapsed, String name, PrintWriter out, PrintWriter err) {
        ImportProgress progress = summary.progress();
        out.printf(
                Locale.ROOT,
                "%s, took %s: %,d new, %,d already known, %,d refused.%n",
                ImportDisplay.rate(progress, elapsed),
                ImportDisplay.words(elapsed),
                progress.created(),
                progress.known(),
                progress.refused());
        reasons(summary.reasons(), name, out);
        summary.refusedFile()
                .ifPresent(path -> out.println("The refused rows are in " + path
                        + ", with the reasons. Repair them there and import that file with the same options."));
        out.flush();
        summary.failure().ifPresent(err::println);
        if (summary.ending() != ImportSummary.Ending.COMPLETE) {
            err.println(NOT_COMPLETE);
        } else if (!summary.counted()) {
            err.println("All is taken in; the last of it is still being counted.");
        }
        err.flush();
    }

    private static void reasons(List<Reason> reasons, String name, PrintWriter out) {
        reasons.stream().limit(SHOWN_REASONS).forEach(reason -> {
            out.printf(
                    Locale.ROOT,
                    "  %,d × %s %s (%s, line %d)%n",
                    reason.rows(),
                    reason.example().field().isEmpty()
                            ? "the row"
                            : reason.example().field(),
                    reason.example().problem(),
                    name,
                    reason.line());
            if (!reason.example().remedy().isEmpty()) {
                out.println("      " + reason.example().remedy());
            }
        });
        if (reasons.size() > SHOWN_REASONS) {
            out.println("  and " + (reasons.size() - SHOWN_REASONS) + " more kinds.");
        }
    }

    private URI server() {
        String text = url == null ? "http://127.0.0.1:8080" : url;
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new ImportException("--url must be an address such as http://127.0.0.1:8080, not '" + text + "'.");
    }

    private Optional<RowSource.Format> format() {
        if (format == null) {
            return Optional.empty();
        }
        return switch (format.toLowerCase(Locale.ROOT)) {
            case "csv" -> Optional.of(RowSource.Format.CSV);
            case "ndjson", "jsonl" -> Optional.of(RowSource.Format.NDJSON);
            default -> throw new ImportException("--format must be csv or ndjson, not '" + format + "'.");
        };
    }

    private Charset encoding() {
        try {
            return Charset.forName(encoding == null ? "UTF-8" : encoding);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new ImportException(
                    "--encoding '" + encoding + "' is not known here. Usual are UTF-8, windows-1252, ISO-8859-15,"
                            + " UTF-16LE, Shift_JIS, GB18030.",
                    e);
        }
    }

    private Optional<Character> delimiter() {
        if (delimiter == null) {
            return Optional.empty();
        }
        if (delimiter.equals("tab") || delimiter.equals("\\t")) {
            return Optional.of('\t');
        }
        if (delimiter.length() != 1 || delimiter.equals("\"")) {
            throw new ImportException("--delimiter must be one character, or tab, not '" + delimiter + "'.");
        }
        return Optional.of(delimiter.charAt(0));
    }

    private Optional<ZoneId> zone() {
        try {
            return Optional.ofNullable(timezone).map(ZoneId::of);
        } catch (DateTimeException e) {
            throw new ImportException(
                    "--timezone '" + timezone + "' is not known. Write for example UTC, Europe/Paris,"
                            + " America/New_York or +02:00.",
                    e);
        }
    }
}
