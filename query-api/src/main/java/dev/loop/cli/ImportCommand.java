package dev.loop.cli;

import dev.loop.connectors.importer.BatchSender;
import dev.loop.connectors.importer.Dialect;
import dev.loop.connectors.importer.FeedbackImport;
import dev.loop.connectors.importer.ImportException;
import dev.loop.connectors.importer.ImportFormat;
import dev.loop.connectors.importer.ImportPreview;
import dev.loop.connectors.importer.ImportSummary;
import dev.loop.connectors.importer.MappingOptions;
import dev.loop.connectors.importer.RefusedRows;
import dev.loop.connectors.importer.RowMapping;
import dev.loop.connectors.importer.RowSource;
import dev.loop.schemas.intake.Intake;
import dev.loop.schemas.text.Zones;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
        description = "Reads feedback from a CSV or JSON file and sends it to a server.",
        footer = {
            "",
            "Fields: externalId, user.id, user.KEY, message, sentiment, rating, rating.of, tag, tags, plan, source,"
                    + " status, createdAt, resolvedAt, consent, metadata, metadata.KEY. An empty column is an absent field."
                    + " user.id and message are needed. Where a row has no sentiment (positive, neutral or negative), a"
                    + " rating of 1 to 5 (rating.of is 5) or 0 to 10 (10) gives it, or else rules that read the message."
                    + " Without --map, a column becomes the field of the same name.",
            "",
            "The same file again changes nothing: an item is known by its externalId, or, where a row has none, by what"
                    + " is sent of the row, by its place among equal rows, and by the name and content of its file."
                    + " So an interrupted import is simply run again, and equal rows of two files are two items.",
            "",
            "The key comes from LOOP_SECRET_KEY. Exit status: 0 all rows taken or known, 2 some refused, 1 failed.",
            "",
            "Example:",
            "  loop import reviews.csv --map user.id=author --map message=text \\",
            "    --map rating=stars --set rating.of=5 \\",
            "    --map createdAt=date --date-format dd/MM/yyyy --timezone Europe/Paris \\",
            "    --set source=reviews"
        })
final class ImportCommand implements Callable<Integer> {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int SOME_REFUSED = 2;

    private static final int SHOWN_ITEMS = 3;
    private static final Duration LAST_WORDS = Duration.ofSeconds(8);

    /** The kinds of file, other than exports of known systems. */
    private static final Map<String, RowSource.Format> KINDS = Map.of(
            "csv", RowSource.Format.CSV,
            "ndjson", RowSource.Format.NDJSON,
            "jsonl", RowSource.Format.NDJSON,
            "json", RowSource.Format.JSON);

    private final Optional<String> secretKey;
    private final Clock clock;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "CSV, NDJSON or JSON, plain or gzip; - is the standard input.")
    private @Nullable String file;

    @Option(names = "--url", paramLabel = "URL", description = "The server (default: http://127.0.0.1:8080).")
    private @Nullable String url;

    @Option(
            names = "--map",
            paramLabel = "FIELD=COLUMN",
            description = "COLUMN becomes FIELD. In JSON, a path: a.b, tags.0, labels[*].name.")
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
            description = "How times are written, such as 'MM/dd/yyyy h:mm a', or excel, seconds, milliseconds,"
                    + " microseconds, nanoseconds; several are tried in turn"
                    + " (default: RFC 3339 and its relatives, seconds or milliseconds since 1970).")
    private List<String> dateFormats = new ArrayList<>();

    @Option(names = "--timezone", paramLabel = "ZONE", description = "Of times that name none, such as Europe/Paris.")
    private @Nullable String timezone;

    @Option(
            names = "--locale",
            paramLabel = "LANGUAGE",
            description = "Of the names of months, such as fr (default: English and other common languages).")
    private @Nullable String locale;

    @Option(
            names = "--format",
            paramLabel = "NAME",
            description = "csv, ndjson, json, or the system whose export it is; list tells which are known"
                    + " (default: found out among the first three).")
    private @Nullable String format;

    @Option(names = "--yes", description = "Takes the mapping that is proposed for a file that nothing describes.")
    private boolean yes;

    @Option(names = "--show", description = "Prints how the format becomes items, and reads no file.")
    private boolean show;

    @Option(
            names = "--import-name",
            paramLabel = "NAME",
            description = "Tells rows without an externalId from equal ones of another import"
                    + " (default: the name and content of the file).")
    private @Nullable String importName;

    @Option(
            names = "--delimiter",
            paramLabel = "CHARACTER",
            description = "Of CSV; tab is one as well (default: found out among , ; tab |).")
    private @Nullable String delimiter;

    @Option(
            names = "--quote",
            paramLabel = "double|none",
            description = "Whether fields of CSV may stand in double quotes (default: double).")
    private @Nullable String quote;

    @Option(
            names = "--escape",
            paramLabel = "double|backslash",
            description = "How CSV writes a quote within quotes: \"\" or \\\" (default: double).")
    private @Nullable String escape;

    @Option(names = "--skip", paramLabel = "N", description = "Lines of CSV before the one that names the columns.")
    private int skip;

    @Option(
            names = "--skip-after-header",
            paramLabel = "N",
            description = "Rows of CSV after the one that names the columns, which explain them.")
    private int skipAfterHeader;

    @Option(names = "--encoding", paramLabel = "NAME", description = "Such as windows-1252 (default: UTF-8).")
    private @Nullable String encoding;

    @Option(
            names = "--refused",
            paramLabel = "FILE",
            description = "Where refused rows go, with the reasons (default: beside the file, as NAME.refused.csv).")
    private @Nullable Path refused;

    @Option(
            names = "--update",
            description = "Brings items that are known to the status, tag, sentiment and plan of their rows, where the"
                    + " updatedAt of a row is newer than the state that stands.")
    private boolean update;

    @Option(
            names = "--backfill",
            description =
                    "Says that the rows are old feedback: counted like any other, and no news. No spike is seen in"
                            + " them, and no webhook is told that they were created.")
    private boolean backfill;

    @Option(
            names = "--dry-run",
            description = "Checks all rows, shows the first as they are read and as they would be sent, sends nothing.")
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
        try {
            if ("list".equals(format)) {
                ImportFormat.NAMES.forEach(name ->
                        out.printf("%-14s %s%n", name, ImportFormat.of(name).about()));
                return DONE;
            }
            Optional<ImportFormat> known = knownFormat();
            if (show) {
                out.print(ImportFormat.text(known.orElseThrow(() -> new ImportException(
                                "--show shows a format. Name it by --format, for example --format zendesk."))
                        .name()));
                return DONE;
            }
            return run(known, out, err);
        } catch (ImportException e) {
            err.println(e.getMessage());
            return FAILED;
        }
    }

    private int run(Optional<ImportFormat> known, PrintWriter out, PrintWriter err) {
        if (file == null) {
            throw new ImportException("There is no file. Name it: loop import FILE.");
        }
        try (RowSource source = RowSource.open(file, sourceOptions(known));
                RowMapping mapping = mapping(source, known, out)) {
            mapping.warnings().forEach(err::println);
            ImportReport report = new ImportReport(source.name(), update, out, err);
            if (map.isEmpty()) {
                report.mapping(mapping.description());
            }
            if (!mapping.dated()) {
                err.println("Nothing becomes createdAt: every item will be dated now, and counts as feedback of today"
                        + (backfill ? ". --backfill keeps them out of spikes." : "; many at once are a spike.")
                        + " Add --map createdAt=COLUMN, or --set createdAt=2026-06-19T00:00:00Z for all of them"
                        + (backfill ? "." : "; --backfill says that they are old, and no news."));
            }
            return dryRun ? preview(source, mapping, report) : send(source, mapping, report, err);
        }
    }

    private RowMapping mapping(RowSource source, Optional<ImportFormat> known, PrintWriter out) {
        try {
            return new RowMapping(source, mappingOptions(), known);
        } catch (ImportException e) {
            if (known.isPresent() || !map.isEmpty()) {
                throw e;
            }
            return ImportProposal.take(source, mappingOptions(), e, yes, out);
        }
    }

    private MappingOptions mappingOptions() {
        return new MappingOptions(
                map,
                set,
                values,
                new MappingOptions.Times(dateFormats, zone(), locale()),
                Optional.ofNullable(importName),
                update);
    }

    private RowSource.Options sourceOptions(Optional<ImportFormat> known) {
        if (skip < 0 || skipAfterHeader < 0) {
            throw new ImportException("--skip and --skip-after-header must be 0 or more.");
        }
        Optional<RowSource.Format> is = known.isPresent() ? known.flatMap(ImportFormat::file) : format();
        return new RowSource.Options(
                is,
                encoding(),
                delimiter(),
                dialect(),
                skip,
                skipAfterHeader > 0
                        ? skipAfterHeader
                        : known.map(ImportFormat::skipAfterHeader).orElse(0),
                known.map(ImportFormat::rows).orElse(List.of()));
    }

    private int preview(RowSource source, RowMapping mapping, ImportReport report) {
        ImportPreview preview = ImportPreview.of(source, mapping, new Intake(clock), SHOWN_ITEMS);
        report.preview(preview);
        return preview.refused() > 0 ? SOME_REFUSED : DONE;
    }

    private int send(RowSource source, RowMapping mapping, ImportReport report, PrintWriter err) {
        URI server = server();
        String key = secretKey.orElseThrow(() -> new ImportException("There is no key. Set LOOP_SECRET_KEY to a secret"
                + " key (sk_…) of " + server + "; loop up shows it at its first start."));
        Path refusedFile =
                refused != null ? refused : RefusedRows.beside(Objects.requireNonNull(file), source.format());
        Instant started = clock.instant();
        ImportSummary summary;
        CountDownLatch said = new CountDownLatch(1);
        try (ImportDisplay display = display(source, err)) {
            BatchSender sender =
                    new BatchSender(server, key, BatchSender.Patience.USUAL, manner(source), display::waiting);
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
        report.summary(summary, Duration.between(started, clock.instant()));
        said.countDown();
        return switch (summary.ending()) {
            case COMPLETE -> summary.progress().refused() > 0 ? SOME_REFUSED : DONE;
            case STOPPED, FAILED -> FAILED;
        };
    }

    private BatchSender.Manner manner(RowSource source) {
        return new BatchSender.Manner(updateReason(), backfill, Optional.of(source.importName()));
    }

    /** Returns the reason in the history of each item that changes. */
    private Optional<String> updateReason() {
        if (!update) {
            return Optional.empty();
        }
        String name = Path.of(Objects.requireNonNull(file)).getFileName().toString();
        return Optional.of("import of " + (name.equals("-") ? "the standard input" : name));
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
                // The import waits for a file that does not end, such as a pipe that nobody writes to.
                err.println(ImportReport.NOT_COMPLETE);
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
            // The shutdown is under way already.
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
            // The check below reports it.
        }
        throw new ImportException("--url must be an address such as http://127.0.0.1:8080, not '" + text + "'.");
    }

    /** Returns the format; empty if the name is that of a kind of file, or there is none. */
    private Optional<ImportFormat> knownFormat() {
        return format == null || KINDS.containsKey(format.toLowerCase(Locale.ROOT))
                ? Optional.empty()
                : Optional.of(ImportFormat.of(format.toLowerCase(Locale.ROOT)));
    }

    private Optional<RowSource.Format> format() {
        return Optional.ofNullable(format).map(name -> KINDS.get(name.toLowerCase(Locale.ROOT)));
    }

    private Dialect dialect() {
        return new Dialect(
                oneOf("--quote", quote, "double", "none").equals("double"),
                oneOf("--escape", escape, "double", "backslash").equals("backslash"));
    }

    private static String oneOf(String option, @Nullable String value, String usual, String other) {
        if (value != null && !value.equals(usual) && !value.equals(other)) {
            throw new ImportException(option + " must be " + usual + " or " + other + ", not '" + value + "'.");
        }
        return value == null ? usual : value;
    }

    private Optional<Locale> locale() {
        Optional<Locale> asked = Optional.ofNullable(locale).map(Locale::forLanguageTag);
        if (asked.isPresent() && !List.of(Locale.getAvailableLocales()).contains(asked.get())
                || asked.isPresent() && asked.get().getLanguage().isEmpty()) {
            throw new ImportException("--locale '" + locale
                    + "' is no language that is known here. Write for example fr," + " de, pt-BR or en-GB.");
        }
        return asked;
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
        if (timezone == null) {
            return Optional.empty();
        }
        Optional<ZoneId> zone = Zones.of(timezone);
        if (zone.isEmpty()) {
            throw new ImportException("--timezone '" + timezone + "' is not known. "
                    + Zones.nearest(timezone)
                            .map(name -> "Did you mean " + name + "?")
                            .orElse("Write for example UTC, Europe/Paris, America/New_York or +02:00."));
        }
        return zone;
    }
}
