package dev.loop.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.IOptionRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Adds to the description of each option the environment variable that stands for it. */
final class HelpWithVariables extends Help {

    HelpWithVariables(CommandSpec command, ColorScheme colours) {
        super(command, colours);
    }

    @Override
    public IOptionRenderer createDefaultOptionRenderer() {
        IOptionRenderer plain = super.createDefaultOptionRenderer();
        return (option, label, colours) -> plain.render(withVariable(option), label, colours);
    }

    private static OptionSpec withVariable(OptionSpec option) {
        if (option.usageHelp() || option.versionHelp()) {
            return option;
        }
        List<String> description = new ArrayList<>(Arrays.asList(option.description()));
        description.add("Environment: " + EnvironmentDefaults.variable(option.longestName()));
        return OptionSpec.builder(option)
                .description(description.toArray(String[]::new))
                .build();
    }
}
