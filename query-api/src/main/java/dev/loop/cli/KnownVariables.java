package dev.loop.cli;

import dev.loop.schemas.text.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The environment variables that Loop knows; a slip in one ({@code LOOP_PROT}) would otherwise do nothing. */
final class KnownVariables {

    /** Variables that the launcher or logback.xml reads, or that replace keys which a list of processes would show. */
    private static final Set<String> BESIDE_OPTIONS = Set.of(
            "LOOP_HEAP",
            "LOOP_JAVA_OPTIONS",
            "LOOP_LLM_KEY",
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

    /**
     * Returns a sentence for each variable that is a slip away from a known one. Other variables are none of Loop's.
     */
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
