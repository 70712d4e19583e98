package dev.loop.cli;

import java.util.List;

/** The options are invalid. The message lists all problems at once. */
final class ConfigurationException extends RuntimeException {

    private final transient List<String> problems;

    ConfigurationException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    List<String> problems() {
        return problems;
    }
}
