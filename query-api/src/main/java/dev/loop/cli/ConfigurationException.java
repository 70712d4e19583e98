package dev.loop.cli;

import java.util.List;

/** What was asked for cannot be done: everything that is wrong with it, at once. */
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
