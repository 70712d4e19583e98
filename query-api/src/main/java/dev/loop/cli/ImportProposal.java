package dev.loop.cli;

import dev.loop.connectors.importer.ImportException;
import dev.loop.connectors.importer.MappingOptions;
import dev.loop.connectors.importer.Proposal;
import dev.loop.connectors.importer.RowMapping;
import dev.loop.connectors.importer.RowSource;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Proposes a mapping for a file without one: shows it with its result for the first rows, and asks. */
final class ImportProposal {

    private static final int SHOWN_ROWS = 3;

    /**
     * @param failure what the file lacks, for where there is nothing to propose, or nobody takes it
     * @param yes whether it is taken without being asked for
     * @throws ImportException if it is not taken
     */
    static RowMapping take(
            RowSource source, MappingOptions options, ImportException failure, boolean yes, PrintWriter out) {
        Optional<MappingOptions> proposal = Proposal.of(source, options);
        if (proposal.isEmpty()) {
            throw failure;
        }
        MappingOptions found = proposal.get();
        out.println(
                "Nothing says how " + source.name() + " becomes feedback. By its columns and first rows it could be");
        out.println("  " + asOptions(found));
        try (RowMapping trial = new RowMapping(source, found)) {
            out.println("and the first rows would be sent as");
            trial.sample(SHOWN_ROWS).forEach(row -> out.println("  " + row));
        }
        out.flush();
        if (!yes && !accepted()) {
            throw new ImportException("Nothing was sent. Add --yes to take this mapping, or the options above with what"
                    + " you change in them.");
        }
        return new RowMapping(source, found);
    }

    private static boolean accepted() {
        @Nullable Console console = System.console();
        String answer = console == null ? null : console.readLine("Import it so? [y/N] ");
        return answer != null
                && answer.strip().toLowerCase(java.util.Locale.ROOT).startsWith("y");
    }

    private static String asOptions(MappingOptions options) {
        StringBuilder text = new StringBuilder();
        options.map().forEach(each -> option(text, "--map", each));
        options.values().forEach(each -> option(text, "--value", each));
        options.times().formats().forEach(each -> option(text, "--date-format", each));
        return text.toString();
    }

    private static void option(StringBuilder text, String name, String value) {
        text.append(text.isEmpty() ? "" : " ").append(name).append(' ');
        text.append(value.matches("[\\w.=:\\-]+") ? value : "'" + value.replace("'", "'\\''") + "'");
    }

    private ImportProposal() {}
}
