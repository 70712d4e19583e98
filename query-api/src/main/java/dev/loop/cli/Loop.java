package dev.loop.cli;

import dev.loop.bi.BiException;
import dev.loop.broker.BrokerException;
import dev.loop.broker.TopicProblems;
import dev.loop.process.StartException;
import dev.loop.schemas.text.Nearest;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line, and the program's only {@code main}.
 *
 * <p>Exit status: 0 for success, 1 for a failure, 2 for invalid arguments.
 */
@Command(
        name = "loop",
        mixinStandardHelpOptions = true,
        versionProvider = Loop.Version.class,
        description = "Customer feedback as a stream of events: counted, queried, delivered.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "loop COMMAND --help explains a command."})
public final class Loop implements Runnable {

    /** Exit status of a command that failed. */
    private static final int FAILED = 1;

    /** Exit status of invalid arguments. */
    private static final int USAGE = 2;

    @Spec
    private @Nullable CommandSpec spec;

    private Loop() {}

    public static void main(String[] arguments) {
        Path home = Path.of(System.getProperty("loop.home", ""));
        System.exit(run(
                System.getenv(),
                home,
                new PrintWriter(System.out, true, charset()),
                new PrintWriter(System.err, true, charset()),
                arguments));
    }

    /** The environment's encoding; UTF-8 where that is ASCII, as in a container without LANG. */
    private static Charset charset() {
        Charset environment = Charset.forName(System.getProperty("native.encoding"));
        return environment.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : environment;
    }

    static int run(Map<String, String> environment, Path home, PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine commands = commands(environment, home).setOut(out).setErr(err);
        List<String> slips = new KnownVariables(commands).slips(environment);
        if (!slips.isEmpty()) {
            slips.forEach(err::println);
            return USAGE;
        }
        return commands.execute(arguments);
    }

    static CommandLine commands(Map<String, String> environment, Path home) {
        CommandLine commands = new CommandLine(new Loop());
        // The help is added here for all subcommands, so that a later one cannot forget it.
        commands.addSubcommand(withHelp(new UpCommand(home, environment)));
        commands.addSubcommand(withHelp(
                new ImportCommand(Optional.ofNullable(environment.get("LOOP_SECRET_KEY")), Clock.systemUTC())));
        commands.addSubcommand(withHelp(
                new ListenCommand(Optional.ofNullable(environment.get("LOOP_SECRET_KEY")), Clock.systemUTC())));
        commands.addSubcommand(withHelp(new SignInCommand(Optional.ofNullable(environment.get("LOOP_SECRET_KEY")))));
        commands.addSubcommand(withHelp(new RepairCommand(home)));
        commands.addSubcommand(withHelp(new TrainPriorCommand()));
        commands.addSubcommand(withHelp(new BenchmarkCommand()));
        commands.addSubcommand(withHelp(new WarmUpCommand()));
        return commands.setDefaultValueProvider(new EnvironmentDefaults(environment))
                .setHelpFactory(HelpWithVariables::new)
                .setUsageHelpAutoWidth(true)
                .setUsageHelpLongOptionsMaxWidth(34)
                .setParameterExceptionHandler((misuse, arguments) -> misused(misuse))
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command));
    }

    private static CommandLine withHelp(Object command) {
        CommandLine line = new CommandLine(command);
        line.getCommandSpec().mixinStandardHelpOptions(true);
        line.getCommandSpec().versionProvider(new Version());
        return line;
    }

    /** Reports the problem and the nearest name, without the screens of help in which they would be lost. */
    private static int misused(ParameterException misuse) {
        CommandLine command = misuse.getCommandLine();
        PrintWriter err = command.getErr();
        if (misuse instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()) {
            err.println(noSuchOption(unmatched.getUnmatched().get(0).split("=", 2)[0], command));
        } else if (misuse instanceof UnmatchedArgumentException unmatched) {
            err.println(tooMuch(unmatched.getUnmatched().get(0), command));
        } else {
            err.println(misuse.getMessage());
        }
        if (command.getParent() == null) {
            command.usage(err);
        } else {
            err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        }
        return USAGE;
    }

    private static String noSuchOption(String option, CommandLine command) {
        String name = command.getCommandSpec().qualifiedName();
        for (CommandLine subcommand : command.getSubcommands().values()) {
            if (subcommand.getCommandSpec().optionsMap().containsKey(option)) {
                return "The option " + option + " goes behind its command: "
                        + subcommand.getCommandSpec().qualifiedName() + " " + option + " …";
            }
        }
        return "There is no option " + option + " of " + name + "."
                + Nearest.to(option, command.getCommandSpec().optionsMap().keySet())
                        .map(near -> " Did you mean " + near + "?")
                        .orElse("");
    }

    private static String tooMuch(String word, CommandLine command) {
        String name = command.getCommandSpec().qualifiedName();
        if (command.getSubcommands().isEmpty()) {
            return "'" + word + "' is one thing too many for " + name + ".";
        }
        return "There is no command " + word + "."
                + Nearest.to(word, command.getSubcommands().keySet())
                        .map(near -> " Did you mean: " + name + " " + near + "?")
                        .orElse("");
    }

    /** Reports a failure that says what to do without a stack trace; any other is a defect and keeps it. */
    private static int failed(Exception failure, CommandLine command) throws Exception {
        PrintWriter err = command.getErr();
        if (failure instanceof ConfigurationException configuration) {
            configuration.problems().forEach(err::println);
            err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
            return USAGE;
        }
        if (failure instanceof StartException
                || failure instanceof BrokerException
                || failure instanceof TopicProblems
                || failure instanceof BiException) {
            err.println(failure.getMessage());
            return FAILED;
        }
        throw failure;
    }

    @Override
    public void run() {
        throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "A command is missing.");
    }

    /** The version of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            @Nullable String version = Loop.class.getPackage().getImplementationVersion();
            return new String[] {"loop " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
