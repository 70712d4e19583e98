package dev.loop.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The environment variables that mean something here; a slip in one ({@code LOOP_PROT}) would otherwise do nothing. */
final class KnownVariables {

    /** Read by the launcher, by logback.xml, or in place of keys that would be seen in a list of processes. */
    private static final Set<String> BESIDE_OPTIONS = Set.of(
            "LOOP_HEAP",
            "LOOP_JAVA_OPTIONS",
            "LOOP_LOG",
            "LOOP_LOG_KAFKA",
            "LOOP_SECRET_KEY",
            "LOOP_PUBLISHABLE_KEY",
            "LOOP_SHARED_DATA");

    private static final int SLIP = 2;

    private final Set<String> known = new TreeSet<>(BESIDE_OPTIONS);

    KnownVariables(CommandLine commands) {
        add(commands);
    }

    private void add(CommandLine command) {
        for (OptionSpec option : command.getCommandSpec().options()) {
            known.add(EnvironmentDefaults.variable(option.longestName()));
        }
        command.getSubcommands().values().forEach(this::add);
    }

    /** A sentence for each variable that is a slip of the pen away from a known one. Others are somebody else's. */
    List<String> slips(Map<String, String> environment) {
        List<String> slips = new ArrayList<>();
        for (String name : new TreeSet<>(environment.keySet())) {
            if (name.startsWith(EnvironmentDefaults.PREFIX) && !known.contains(name)) {
                nearest(name)
                        .ifPresent(near -> slips.add(
                                "The environment variable " + name + " is not known. Did you mean " + near + "?"));
            }
        }
        return slips;
    }

    private Optional<String> nearest(String name) {
        return known.stream()
                .filter(candidate -> edits(name, candidate) <= SLIP)
                .findFirst();
    }

    /** Levenshtein's distance. */
    private static int edits(String left, String right) {
        int[] row = new int[right.length() + 1];
        for (int column = 0; column <= right.length(); column++) {
            row[column] = column;
        }
        for (int line = 1; line <= left.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column <= right.length(); column++) {
                int replaced = diagonal + (left.charAt(line - 1) == right.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(replaced, 1 + Math.min(row[column], row[column - 1]));
            }
        }
        return row[right.length()];
    }
}
