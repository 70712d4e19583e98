package dev.loop.cli;

import dev.loop.bi.BiException;
import dev.loop.broker.BrokerException;
import dev.loop.broker.TopicProblems;
import java.io.PrintWriter;
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

/**
 * The command line, and the program's only {@code main}.
 *
 * <p>Exit status: 0 for success, 1 when it could not be done, 2 when what was asked for makes no sense.
 */
@Command(
        name = "loop",
        mixinStandardHelpOptions = true,
        versionProvider = Loop.Version.class,
        description = "Customer feedback as a stream of events: counted, queried, delivered.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "loop COMMAND --help explains a command."})
public final class Loop implements Runnable {

    /** It could not be done. */
    private static final int FAILED = 1;

    /** It makes no sense. */
    private static final int USAGE = 2;

    @Spec
    private @Nullable CommandSpec spec;

    private Loop() {}

    public static void main(String[] arguments) {
        Path home = Path.of(System.getProperty("loop.home", ""));
        System.exit(run(
                System.getenv(),
                home,
                new PrintWriter(System.out, true),
                new PrintWriter(System.err, true),
                arguments));
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

    private static CommandLine commands(Map<String, String> environment, Path home) {
        CommandLine commands = new CommandLine(new Loop());
        // As one value for all: a subcommand added later cannot forget it.
        commands.addSubcommand(withHelp(new UpCommand(home, environment)));
        commands.addSubcommand(withHelp(
                new ImportCommand(Optional.ofNullable(environment.get("LOOP_SECRET_KEY")), Clock.systemUTC())));
        commands.addSubcommand(withHelp(
                new ListenCommand(Optional.ofNullable(environment.get("LOOP_SECRET_KEY")), Clock.systemUTC())));
        commands.addSubcommand(withHelp(new SignInCommand(Optional.ofNullable(environment.get("LOOP_SECRET_KEY")))));
        commands.addSubcommand(withHelp(new BenchmarkCommand()));
        commands.addSubcommand(withHelp(new WarmUpCommand()));
        return commands.setDefaultValueProvider(new EnvironmentDefaults(environment))
                .setHelpFactory(HelpWithVariables::new)
                .setUsageHelpAutoWidth(true)
                .setUsageHelpLongOptionsMaxWidth(34)
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command));
    }

    private static CommandLine withHelp(Object command) {
        CommandLine line = new CommandLine(command);
        line.getCommandSpec().mixinStandardHelpOptions(true);
        line.getCommandSpec().versionProvider(new Version());
        return line;
    }

    /** A failure that says what to do is said without a stack trace; any other is a defect and keeps it. */
    private static int failed(Exception failure, CommandLine command) throws Exception {
        PrintWriter err = command.getErr();
        if (failure instanceof ConfigurationException configuration) {
            configuration.problems().forEach(err::println);
            err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
            return USAGE;
        }
        if (failure instanceof BrokerException || failure instanceof TopicProblems || failure instanceof BiException) {
            err.println(failure.getMessage());
            return FAILED;
        }
        throw failure;
    }

    @Override
    public void run() {
        throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "A command is missing.");
    }

    /** The version that the jar was built as. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            @Nullable String version = Loop.class.getPackage().getImplementationVersion();
            return new String[] {"loop " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
