package dev.loop.cli;

import dev.loop.process.KafkaChoice;
import dev.loop.process.Repair;
import dev.loop.process.UpOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code loop repair}: repairs settings that cannot be read, with which Loop does not start. */
@Command(
        name = "repair",
        description =
                "Shows which keys, webhooks, releases, accounts, views and forms cannot be read, and puts back what was"
                        + " there before. Loop has to be stopped.",
        footer = {"", "Without --apply nothing is changed. Stores need no repair: Loop makes them again by itself."})
final class RepairCommand implements Callable<Integer> {

    private static final short ANY = 1;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where everything is kept (default: data, next to the loop script).")
    private @Nullable String data;

    @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "The Kafka cluster that Loop is run with.")
    private @Nullable String kafka;

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description = "Properties for all Kafka clients, such as security.protocol.")
    private @Nullable String kafkaConfig;

    @Option(names = "--apply", description = "Do it; what cannot be read is kept in unreadable/ below --data.")
    private boolean apply;

    @Spec
    private @Nullable CommandSpec spec;

    private final Path home;

    /** @param home where the data is kept unless told otherwise */
    RepairCommand(Path home) {
        this.home = home;
    }

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec);
        var read = new OptionReader(command.commandLine().getParseResult());
        Path directory = read.text("--data").map(Path::of).orElse(home.resolve("data"));
        if (kafka == null && !Files.isDirectory(directory.resolve("kafka"))) {
            read.problem(
                    "--data", "must be the data directory of a Loop, and there is no " + directory.resolve("kafka"));
        }
        read.finish();
        Optional<KafkaChoice> external = read.text("--kafka")
                .map(servers -> new KafkaChoice.External(
                        servers, read.text("--kafka-config").map(Path::of), ANY, ANY));
        UpOptions options = UpOptions.of(
                directory.toAbsolutePath().normalize(), draft -> draft.kafka = external.orElse(draft.kafka));
        Repair.run(options, apply, command.commandLine().getOut());
        return 0;
    }
}
