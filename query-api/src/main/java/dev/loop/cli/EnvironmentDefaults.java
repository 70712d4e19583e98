package dev.loop.cli;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Lets an environment variable give any option: {@code --broker-port} is {@code LOOP_BROKER_PORT}. The command line
 * wins. An empty variable counts as absent.
 */
final class EnvironmentDefaults implements IDefaultValueProvider {

    static final String PREFIX = "LOOP_";

    private final Map<String, String> environment;

    EnvironmentDefaults(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** Returns the variable of an option: {@code --broker-port} becomes {@code LOOP_BROKER_PORT}. */
    static String variable(String option) {
        return PREFIX + option.replaceFirst("^-+", "").replace('-', '_').toUpperCase(Locale.ROOT);
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (argument instanceof OptionSpec option && !option.usageHelp() && !option.versionHelp()) {
            String value = environment.get(variable(option.longestName()));
            if (value != null && !value.isBlank()) {
                return value;
            }
        }
        // Null keeps the default that the option itself declares.
        return null;
    }
}
