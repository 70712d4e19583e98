package dev.loop.cli;

import dev.loop.schemas.intake.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
            "LOOP_CLUSTER_SECRET",
            "LOOP_MASTER_KEY",
            "LOOP_SECRET_KEY",
            "LOOP_PUBLISHABLE_KEY",
            "LOOP_POSTGRES_PASSWORD",
            "LOOP_SHARED_DATA");

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
                Nearest.to(name, known)
                        .ifPresent(near -> slips.add(
                                "The environment variable " + name + " is not known. Did you mean " + near + "?"));
            }
        }
        return slips;
    }
}
