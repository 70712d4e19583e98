package dev.loop.cli;

import dev.loop.api.feedback.NewNames;
import dev.loop.api.key.DefaultProject;
import dev.loop.broker.DiskGuard;
import dev.loop.process.ClusterOptions;
import dev.loop.process.KafkaChoice;
import dev.loop.process.LoopProcess;
import dev.loop.process.Role;
import dev.loop.process.UpOptions;
import dev.loop.schemas.text.Nearest;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code loop up}: everything in one process, or the part that is asked for, until Ctrl-C. */
@Command(
        name = "up",
        description = "Starts everything in one process, with an embedded Kafka unless --kafka names a cluster.",
        footer = {"", "Ctrl-C stops it cleanly; the next start carries on with the same data."})
final class UpCommand implements Callable<Integer> {

    private static final int DEFAULT_PORT = 8080;
    private static final int MOST_NEW_NAMES = 10_000;
    private static final int MOST_RETENTION_DAYS = 36_500;

    // The values are text here. OptionReader reads them, and reports all errors, not the first one only.

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description =
                    "Port of the API and the dashboard; 0 takes any free one (default: 8080, or that of --advertise).")
    private @Nullable String port;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Directory of all data (default: data, next to the loop script).")
    private @Nullable String data;

    @Option(names = "--demo", description = "Play in sample feedback; playing it again changes nothing.")
    private boolean demo;

    @Option(
            names = "--retention-days",
            paramLabel = "DAYS",
            description = "Erase items older than this; 0 keeps them for ever (default: the last setting, at first 0).")
    private @Nullable String retentionDays;

    @Option(
            names = "--new-tags-per-day",
            paramLabel = "COUNT",
            description =
                    "New tags that a publishable key may bring in a day. Items with further ones are kept, counted"
                            + " under the tag (other); the tag that was sent is in their metadata (default: 200).")
    private @Nullable String newTagsPerDay;

    @Option(
            names = "--new-metadata-keys-per-day",
            paramLabel = "COUNT",
            description =
                    "New keys of metadata that a publishable key may bring in a day. Further ones are kept with their"
                            + " values under numbered keys (default: 100).")
    private @Nullable String newMetadataKeysPerDay;

    @Option(
            names = "--min-free-disk",
            paramLabel = "SIZE",
            description = "Refuse new items when the disk of --data has less free space than this (default: 256MiB).")
    private @Nullable String minFreeDisk;

    @Option(
            names = "--open-metrics",
            description =
                    "Show /metrics and the checks of /health/ready to anybody who reaches the port; otherwise they"
                            + " need a key with the scope metrics:read.")
    private boolean openMetrics;

    @Option(
            names = "--roles",
            paramLabel = "ROLE,…",
            description = "Parts that this process runs, with --kafka: streams (counts, and schedules webhooks), api"
                    + " (answers HTTP; needs streams in the same process, and --advertise if there are several)"
                    + ", sender (sends webhooks; needs Kafka only; any number of processes), connect (fills the"
                    + " tables of --postgres), analyst (judges what nobody has; any number of processes) (default: all,"
                    + " the analyst only with --analyst).")
    private @Nullable String roles;

    @Mixin
    private final KafkaArguments kafka = new KafkaArguments();

    @Mixin
    private final ClusterArguments cluster;

    @Mixin
    private final WebhookArguments webhooks = new WebhookArguments();

    @Mixin
    private final BiArguments bi;

    @Mixin
    private final AnalystArguments analyst = new AnalystArguments();

    @Mixin
    private final LlmArguments llm;

    @Mixin
    private final LimitArguments limits = new LimitArguments();

    @Mixin
    private final MaskArguments mask = new MaskArguments();

    @Mixin
    private final MasterKeyArguments masterKey;

    @Spec
    private @Nullable CommandSpec spec;

    private final Path home;
    private final Map<String, String> environment;

    /**
     * @param home where the data is kept unless told otherwise
     * @param environment for the keys, which no command line should show
     */
    UpCommand(Path home, Map<String, String> environment) {
        this.home = home;
        this.environment = environment;
        this.cluster = new ClusterArguments(environment);
        this.bi = new BiArguments(environment);
        this.llm = new LlmArguments(environment);
        this.masterKey = new MasterKeyArguments(environment);
    }

    @Override
    public Integer call() throws Exception {
        CommandSpec command = Objects.requireNonNull(spec);
        UpOptions options = options(new OptionReader(command.commandLine().getParseResult()));
        PrintWriter out = command.commandLine().getOut();
        CountDownLatch stopped = new CountDownLatch(1);
        LoopProcess process = LoopProcess.start(options, out);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            out.println("Stopping ...");
                            out.flush();
                            process.close();
                            stopped.countDown();
                        },
                        "stop"));
        stopped.await();
        return 0;
    }

    UpOptions options(OptionReader read) {
        KafkaChoice choice = kafka.choice(read);
        Set<Role> wanted = roles(read, choice);
        Optional<ClusterOptions> instance = cluster.cluster(read, choice, wanted);
        int port = (int) read.number("--port", 0, OptionReader.HIGHEST_PORT)
                .orElse(instance.map(one -> one.advertised().port()).orElse(DEFAULT_PORT));
        UpOptions options = UpOptions.of(data(read), draft -> {
            draft.port = port;
            draft.kafka = choice;
            draft.partitions = kafka.partitions(read);
            draft.demo = demo;
            draft.minimumFreeDisk = read.size("--min-free-disk").orElse(DiskGuard.DEFAULT_MINIMUM_FREE);
            draft.keys = keys(read);
            draft.retentionDays = retentionDays(read);
            draft.roles = wanted;
            draft.webhooks = webhooks.webhooks(read);
            draft.bi = bi.database(read);
            draft.analyst = llm.addTo(analyst.analyst(read, wanted), read);
            draft.openMetrics = openMetrics;
            draft.cluster = instance;
            draft.limits = limits.limits(read);
            draft.masterKey = masterKey.masterKey(read);
            draft.newNames = newNames(read);
            draft.masking = mask.masking(read);
        });
        read.finish();
        return options;
    }

    private Set<Role> roles(OptionReader read, KafkaChoice choice) {
        Set<Role> wanted = EnumSet.noneOf(Role.class);
        for (String word :
                read.text("--roles").orElse(String.join(",", Role.words())).split(",")) {
            Role.of(word.strip().toLowerCase(Locale.ROOT))
                    .ifPresentOrElse(
                            wanted::add,
                            () -> read.problem(
                                    "--roles",
                                    "is any of " + String.join(", ", Role.words()) + ", not \"" + word.strip() + "\""
                                            + Nearest.to(word.strip(), Role.words())
                                                    .map(near -> "; did you mean " + near + "?")
                                                    .orElse("")));
        }
        if (wanted.equals(Role.ALL) || wanted.isEmpty()) {
            return Role.ALL;
        }
        if (choice instanceof KafkaChoice.Embedded) {
            read.problem("--roles", "needs --kafka HOST:PORT: with the embedded Kafka, one process runs all parts");
        }
        if (wanted.contains(Role.API) && !wanted.contains(Role.STREAMS)) {
            read.problem("--roles", "with api needs streams as well: the API reads the stores of its own process");
        }
        if (wanted.equals(Set.of(Role.CONNECT)) && !bi.wanted(read)) {
            read.problem("--roles", "with connect alone needs --postgres URL, the database of the tables");
        }
        if (!wanted.contains(Role.API)) {
            Stream.of("--demo", "--retention-days")
                    .filter(option -> option.equals("--demo") ? demo : read.given(option))
                    .forEach(option -> read.problem(option, "is for a process with the role api"));
        }
        return wanted;
    }

    private DefaultProject.GivenKeys keys(OptionReader read) {
        try {
            return new DefaultProject.GivenKeys(
                    Optional.ofNullable(environment.get("LOOP_SECRET_KEY")),
                    Optional.ofNullable(environment.get("LOOP_PUBLISHABLE_KEY")));
        } catch (IllegalArgumentException notFit) {
            read.problem(String.valueOf(notFit.getMessage()));
            return DefaultProject.GivenKeys.NONE;
        }
    }

    private static NewNames.Limits newNames(OptionReader read) {
        var usual = NewNames.Limits.USUAL;
        return new NewNames.Limits(
                (int) read.number("--new-tags-per-day", 0, MOST_NEW_NAMES).orElse(usual.tags()),
                (int) read.number("--new-metadata-keys-per-day", 0, MOST_NEW_NAMES)
                        .orElse(usual.metadataKeys()));
    }

    private static Optional<Integer> retentionDays(OptionReader read) {
        OptionalLong days = read.number("--retention-days", 0, MOST_RETENTION_DAYS);
        return days.isPresent() ? Optional.of((int) days.getAsLong()) : Optional.empty();
    }

    private Path data(OptionReader read) {
        Path directory = read.text("--data").map(Path::of).orElse(home.resolve("data"));
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            read.problem("--data", "must be a directory, and " + directory + " is a file");
        }
        return directory.toAbsolutePath().normalize();
    }
}
