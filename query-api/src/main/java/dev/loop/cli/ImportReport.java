package dev.loop.cli;

import dev.loop.connectors.importer.ImportPreview;
import dev.loop.connectors.importer.ImportProgress;
import dev.loop.connectors.importer.ImportSummary;
import dev.loop.connectors.importer.ImportSummary.Reason;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The messages of an import about its rows, before and after. */
final class ImportReport {

    static final String NOT_COMPLETE = "The import is not complete. Run the same command again: what was taken"
            + " stays, and nothing is counted twice.";

    private static final int SHOWN_REASONS = 10;
    private static final int SHOWN_IMPORTS = 5;
    private static final int LONGEST_SHOWN = 400;

    private final String name;
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean update;

    /**
     * @param name of the file
     * @param update whether what is known is brought up to date
     */
    ImportReport(String name, boolean update, PrintWriter out, PrintWriter err) {
        this.update = update;
        this.name = name;
        this.out = out;
        this.err = err;
    }

    void preview(ImportPreview preview) {
        preview.items().forEach(shown -> {
            out.println("Line " + shown.line() + " is read as");
            shown.row().forEach((column, value) -> {
                if (!value.isEmpty()) {
                    out.println("  " + column + ": " + onOneLine(value));
                }
            });
            out.println("and would be sent as");
            out.println(shown.item());
        });
        out.printf(
                Locale.ROOT,
                "%,d rows would be sent, %,d would be refused. Nothing was sent.%n",
                preview.good(),
                preview.refused());
        setAside(preview.setAside());
        reasons(preview.reasons());
    }

    private static String onOneLine(String value) {
        String line = value.replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t");
        return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "…";
    }

    void summary(ImportSummary summary, Duration elapsed) {
        ImportProgress progress = summary.progress();
        out.printf(
                Locale.ROOT,
                "%s, took %s: %,d new, %s%,d already known, %,d refused.%n",
                ImportDisplay.rate(progress, elapsed),
                ImportDisplay.words(elapsed),
                progress.created(),
                progress.changed() > 0 ? String.format(Locale.ROOT, "%,d changed, ", progress.changed()) : "",
                progress.known() + progress.differs(),
                progress.refused());
        otherImports(summary.otherImports());
        fields(summary);
        setAside(summary.setAside());
        reasons(summary.reasons());
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

    /** Tells known rows of other files from those of an earlier run of this one. */
    private void otherImports(Map<String, Long> others) {
        long items = others.values().stream().mapToLong(Long::longValue).sum();
        if (items == 0) {
            return;
        }
        String names = others.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(SHOWN_IMPORTS)
                .map(other -> String.format(Locale.ROOT, "%s (%,d)", fileName(other.getKey()), other.getValue()))
                .collect(Collectors.joining(", "));
        out.printf(
                Locale.ROOT,
                "  %,d of those known came in with another file: %s%s.%n",
                items,
                names,
                others.size() > SHOWN_IMPORTS ? ", …" : "");
    }

    /** Returns the file of an import's name, which ends with a digest of its content. */
    private static String fileName(String importName) {
        int digest = importName.lastIndexOf('#');
        return digest > 0 ? importName.substring(0, digest) : importName;
    }

    private void fields(ImportSummary summary) {
        ImportProgress progress = summary.progress();
        String fields = summary.fields().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + String.format(Locale.ROOT, " %,d", entry.getValue()))
                .collect(Collectors.joining(", "));
        if (progress.differs() > 0) {
            out.printf(
                    Locale.ROOT,
                    "  %,d of those known differ from the rows, and stay as they are%s%n",
                    progress.differs(),
                    progress.changed() > 0 ? "." : ": " + fields + ".");
        }
        if (progress.differs() > 0 && !update) {
            out.println(
                    "      --update brings status, tag, sentiment and plan over, where a row's updatedAt is newer.");
        }
        if (progress.changed() > 0 && !fields.isEmpty()) {
            out.println("  " + (progress.differs() > 0 ? "changed, or different" : "changed") + ": " + fields);
        }
    }

    private void setAside(Map<String, Long> setAside) {
        setAside.forEach((because, rows) -> out.printf(Locale.ROOT, "  %,d set aside: %s%n", rows, because));
    }

    private void reasons(List<Reason> reasons) {
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

    void mapping(Map<String, String> description) {
        out.println("Columns by their names: "
                + description.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .sorted()
                        .collect(Collectors.joining(", ")));
    }
}
