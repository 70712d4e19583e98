package dev.loop.cli;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every option can be given by an environment variable: {@code --broker-port} is {@code LOOP_BROKER_PORT}. What is on
 * the command line wins. An empty variable is as good as none.
 */
final class EnvironmentDefaults implements IDefaultValueProvider {

    static final String PREFIX = "LOOP_";

    private final Map<String, String> environment;

    EnvironmentDefaults(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** {@code --broker-port} to {@code LOOP_BROKER_PORT}. */
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
        // The default that the option itself declares.
        return null;
    }
}
