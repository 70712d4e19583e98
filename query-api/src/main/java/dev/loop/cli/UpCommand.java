package dev.loop.cli;

import dev.loop.api.feedback.NewNames;
import dev.loop.api.key.DefaultProject;
import dev.loop.bi.PostgresChoice;
import dev.loop.broker.DiskGuard;
import dev.loop.connectors.postgres.PostgresAddress;
import dev.loop.connectors.seal.MasterKeys;
import dev.loop.connectors.webhook.address.AddressRules;
import dev.loop.process.ClusterOptions;
import dev.loop.process.KafkaChoice;
import dev.loop.process.LoopProcess;
import dev.loop.process.MasterKeyOptions;
import dev.loop.process.Role;
import dev.loop.process.UpOptions;
import dev.loop.process.WebhookOptions;
import dev.loop.question.cluster.ClusterSecret;
import dev.loop.schemas.text.Nearest;
import dev.loop.topology.run.InstanceAddress;
import dev.loop.topology.webhook.WebhookSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code loop up}: everything in one process, or the part that is asked for, until Ctrl-C. */
@Command(
        name = "up",
        description = "Starts everything in one process, with an embedded Kafka unless --kafka names a cluster.",
        footer = {"", "Ctrl-C stops it cleanly; the next start carries on with the same data."})
final class UpCommand implements Callable<Integer> {

    private static final int HIGHEST_PORT = 65_535;
    private static final int DEFAULT_PORT = 8080;
    private static final int MOST_NEW_NAMES = 10_000;
    private static final int MOST_PARTITIONS = 1_000;
    private static final int MOST_REPLICAS = 9;
    private static final int MOST_RETENTION_DAYS = 36_500;
    private static final String LOOPBACK = "127.0.0.0/8,::1/128";
    private static final Pattern BOOTSTRAP_SERVER = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^\\s,:]+):\\d{1,5}");

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
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description = "Use this Kafka cluster. Separate several brokers with commas.")
    private @Nullable String kafka;

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description = "Properties for all Kafka clients, such as security.protocol.")
    private @Nullable String kafkaConfig;

    @Option(
            names = "--replication",
            paramLabel = "COUNT",
            description = "Copies of new topics on the cluster of --kafka (default: 3).")
    private @Nullable String replication;

    @Option(
            names = "--min-insync",
            paramLabel = "COUNT",
            description =
                    "Copies that must hold a write before it is acknowledged (default: 2, or 1 with --replication 1).")
    private @Nullable String minInsync;

    @Option(
            names = "--broker-port",
            paramLabel = "PORT",
            description = "Port of the embedded Kafka on 127.0.0.1 (default: any free one).")
    private @Nullable String brokerPort;

    @Option(
            names = "--partitions",
            paramLabel = "COUNT",
            description = "Partitions of new topics; fixed once there is data (default: 4, or 12 with --kafka).")
    private @Nullable String partitions;

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
            names = "--bi",
            description = "Keep tables for BI tools in an embedded PostgreSQL; its first use fetches 73 MB.")
    private boolean bi;

    @Option(
            names = "--postgres",
            paramLabel = "URL",
            description =
                    "Keep tables for BI tools in this PostgreSQL: postgresql://USER@HOST:PORT/DATABASE. Set its password"
                            + " in LOOP_POSTGRES_PASSWORD, or in the URL if LOOP_POSTGRES holds that.")
    private @Nullable String postgres;

    @Option(
            names = "--postgres-port",
            paramLabel = "PORT",
            description =
                    "Port of the embedded PostgreSQL on 127.0.0.1 (default: that of the last start, at first any free one).")
    private @Nullable String postgresPort;

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
                    + " tables of --postgres) (default: all).")
    private @Nullable String roles;

    @Option(
            names = "--advertise",
            paramLabel = "HOST:PORT",
            description = "Run as one of several instances on the cluster of --kafka; this is the address at which the"
                    + " others reach its API. LOOP_CLUSTER_SECRET holds their common secret; it may be left"
                    + " out while all instances advertise loopback addresses.")
    private @Nullable String advertise;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            description = "Address of this machine to listen on, with --advertise (default: 127.0.0.1 if a loopback"
                    + " address is advertised, otherwise 0.0.0.0, which means all).")
    private @Nullable String listen;

    @Option(
            names = "--standby-replicas",
            paramLabel = "COUNT",
            description = "Standby copies of each partition on other instances, which answer when the writing instance"
                    + " is gone (default: 1 with --advertise, otherwise 0).")
    private @Nullable String standbyReplicas;

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            description = "Time for which a stopping instance still answers while /health/ready says no, so that load"
                    + " balancers notice; with --advertise (default: 1s).")
    private @Nullable String drain;

    @Option(
            names = "--allow-private-webhooks",
            paramLabel = "CIDR,…",
            description = "Also allow webhooks to these private addresses: 10.1.0.0/16, or loopback for this machine."
                    + " Set it alike for every process with api or sender (default: none).")
    private List<String> allowPrivateWebhooks = new ArrayList<>();

    @Option(
            names = "--webhook-delays",
            paramLabel = "TIME,…",
            description = "Waits before each attempt at a webhook, the first included; to try things out: 0s,1s,2s."
                    + " Streams reads it (default: 0s,1m,5m,30m,2h,6h).")
    private @Nullable String webhookDelays;

    @Option(
            names = "--webhook-disable-after",
            paramLabel = "TIME",
            description = "Disable an endpoint that has only failed for this long. Streams reads it (default: 5d).")
    private @Nullable String webhookDisableAfter;

    @Option(
            names = "--limits",
            paramLabel = "NAME=COUNT,…",
            description =
                    "How often who may ask; 0 for no limit. address-minute and address-hour: calls with publishable keys from"
                            + " one address (10, 60); key-second: calls with one publishable key (50); key-day: items that it"
                            + " creates (10000); sign-in-minute: attempts to sign in from one address (10); wrong-key-minute:"
                            + " unknown keys from one address (60); page-bytes: size of an item sent with a publishable key"
                            + " (32768). Read by api (default: these).")
    private @Nullable String limits;

    @Option(
            names = "--trusted-proxies",
            paramLabel = "CIDR,…",
            description =
                    "Reverse proxies whose X-Forwarded-For tells the address of the caller, for the limits: 10.0.0.0/8, or"
                            + " loopback for this machine (default: none; the header is not read).")
    private @Nullable String trustedProxies;

    @Option(
            names = "--limit-loopback",
            description = "Count calls from this machine by address too. Without it they are counted by key alone.")
    private boolean limitLoopback;

    @Option(
            names = "--master-key-file",
            paramLabel = "FILE",
            description =
                    "File with the master key that secrets are sealed with, 32 bytes in base 64; after a new one the"
                            + " old one. LOOP_MASTER_KEY holds the same itself. Needed by every process with api or sender on one"
                            + " Kafka (default: made in the file master-key of --data).")
    private @Nullable String masterKeyFile;

    @Option(
            names = "--master-key-lost",
            description = "Start though the master key is gone: endpoints whose secrets it sealed get new secrets, lose"
                    + " their headers, and are disabled.")
    private boolean masterKeyLost;

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
        KafkaChoice choice = kafka(read);
        Set<Role> wanted = roles(read, choice);
        Optional<ClusterOptions> cluster = cluster(read, choice, wanted);
        UpOptions options = new UpOptions(
                (int) read.number("--port", 0, HIGHEST_PORT)
                        .orElse(cluster.map(one -> one.advertised().port()).orElse(DEFAULT_PORT)),
                data(read),
                choice,
                optionalInt(read.number("--partitions", 1, MOST_PARTITIONS)),
                demo,
                read.size("--min-free-disk").orElse(DiskGuard.DEFAULT_MINIMUM_FREE),
                keys(read),
                retentionDays(read),
                wanted,
                webhooks(read),
                bi(read),
                openMetrics,
                cluster,
                LimitOptions.read(read, limitLoopback),
                masterKey(read),
                newNames(read));
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
        if (wanted.equals(Set.of(Role.CONNECT)) && !bi && !read.given("--postgres")) {
            read.problem("--roles", "with connect alone needs --postgres URL, the database of the tables");
        }
        if (!wanted.contains(Role.API)) {
            Stream.of("--demo", "--retention-days")
                    .filter(option -> option.equals("--demo") ? demo : read.given(option))
                    .forEach(option -> read.problem(option, "is for a process with the role api"));
        }
        return wanted;
    }

    private Optional<ClusterOptions> cluster(OptionReader read, KafkaChoice choice, Set<Role> wanted) {
        Optional<String> text = read.text("--advertise");
        if (text.isEmpty()) {
            Stream.of("--listen", "--standby-replicas", "--drain")
                    .filter(read::given)
                    .forEach(option -> read.problem(option, "is for one of several instances, and needs --advertise"));
            return Optional.empty();
        }
        if (choice instanceof KafkaChoice.Embedded) {
            read.problem("--advertise", "needs --kafka HOST:PORT: the embedded Kafka is for one instance");
        }
        if (!wanted.contains(Role.API)) {
            read.problem("--advertise", "is for processes with the role api");
        }
        Optional<InstanceAddress> address = InstanceAddress.parse(text.get());
        if (address.isEmpty()) {
            read.problem("--advertise", "must be HOST:PORT, not \"" + text.get() + "\"");
        }
        if (read.text("--port").filter("0"::equals).isPresent()) {
            read.problem("--port", "cannot be 0 with --advertise, which tells others the port");
        }
        boolean loopback = address.filter(UpCommand::isLoopback).isPresent();
        Optional<ClusterSecret> secret = Optional.ofNullable(environment.get("LOOP_CLUSTER_SECRET"))
                .filter(value -> !value.isBlank())
                .map(value -> new ClusterSecret(value.strip()));
        if (secret.isEmpty() && address.isPresent() && !loopback) {
            read.problem(
                    "LOOP_CLUSTER_SECRET must be set, since --advertise names an address that other machines can"
                            + " reach. Use the same value on every instance, for example the output of `openssl rand -hex 32`.");
        }
        secret.filter(value -> !value.isFit())
                .ifPresent(value -> read.problem("LOOP_CLUSTER_SECRET must have at least " + ClusterSecret.SHORTEST
                        + " visible ASCII characters, for example the output of `openssl rand -hex 32`."));
        List<Duration> drains = read.times("--drain");
        if (drains.size() > 1) {
            read.problem("--drain", "is one time, such as 5s");
        }
        long standbys = read.number("--standby-replicas", 0, MOST_REPLICAS).orElse(ClusterOptions.USUAL_STANDBYS);
        String listenAt = read.text("--listen").orElse(loopback ? "127.0.0.1" : "0.0.0.0");
        return address.map(advertised -> new ClusterOptions(
                advertised,
                listenAt,
                secret,
                (int) standbys,
                drains.isEmpty() ? ClusterOptions.USUAL_DRAIN : drains.get(0)));
    }

    /**
     * Returns whether the text names this machine. Names are not looked up, except for the one that means this machine
     * everywhere.
     */
    private static boolean isLoopback(InstanceAddress address) {
        return address.host().equalsIgnoreCase("localhost")
                || address.host().equals("::1")
                || address.host().matches("127(\\.\\d{1,3}){3}");
    }

    private WebhookOptions webhooks(OptionReader read) {
        AddressRules addresses = AddressRules.publicOnly();
        try {
            addresses = AddressRules.allowing(allowPrivateWebhooks.stream()
                    .flatMap(list -> Stream.of(list.split(",")))
                    .map(range -> range.strip().equalsIgnoreCase("loopback") ? LOOPBACK : range)
                    .collect(Collectors.joining(",")));
        } catch (IllegalArgumentException wrong) {
            read.problem("--allow-private-webhooks", "cannot be used: " + wrong.getMessage());
        }
        WebhookSettings delivery = WebhookSettings.defaults();
        List<Duration> delays = read.times("--webhook-delays");
        if (!delays.isEmpty()) {
            delivery = delivery.withDelays(delays);
        }
        List<Duration> disableAfter = read.times("--webhook-disable-after");
        if (disableAfter.size() > 1) {
            read.problem("--webhook-disable-after", "is one time, such as 5d");
        }
        return new WebhookOptions(
                addresses, disableAfter.size() == 1 ? delivery.withDisableAfter(disableAfter.get(0)) : delivery);
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

    private MasterKeyOptions masterKey(OptionReader read) {
        Optional<String> given =
                Optional.ofNullable(environment.get("LOOP_MASTER_KEY")).filter(value -> !value.isBlank());
        Optional<Path> file = read.text("--master-key-file").map(Path::of);
        if (given.isPresent() && file.isPresent()) {
            read.problem("--master-key-file", "cannot be used together with LOOP_MASTER_KEY");
        } else if (file.isPresent()) {
            try {
                given = Optional.of(Files.readString(file.get()));
            } catch (IOException | UncheckedIOException e) {
                read.problem("--master-key-file", "must be a file that can be read, and " + file.get() + " is not");
            }
        }
        try {
            given.ifPresent(MasterKeys::parse);
        } catch (IllegalArgumentException notAKey) {
            read.problem(
                    (file.isPresent() ? "The file of --master-key-file " : "LOOP_MASTER_KEY ") + notAKey.getMessage());
        }
        return new MasterKeyOptions(given, masterKeyLost);
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

    private Optional<PostgresChoice> bi(OptionReader read) {
        if (read.given("--postgres")) {
            if (read.given("--postgres-port")) {
                read.problem(
                        "--postgres-port", "is for the embedded PostgreSQL, and cannot be combined with --postgres");
            }
            return read.text("--postgres").flatMap(url -> theirs(url, read));
        }
        OptionalLong port = read.number("--postgres-port", 0, HIGHEST_PORT);
        return bi || port.isPresent()
                ? Optional.of(new PostgresChoice.Embedded((int) port.orElse(0)))
                : Optional.empty();
    }

    private Optional<PostgresChoice> theirs(String url, OptionReader read) {
        try {
            PostgresAddress address = PostgresAddress.parse(url);
            if (address.password().isPresent() && read.onCommandLine("--postgres")) {
                read.problem(
                        "--postgres",
                        "holds a password, which every user of this machine can see in the list of processes;"
                                + " set LOOP_POSTGRES_PASSWORD instead, or set LOOP_POSTGRES to the whole URL");
            }
            Optional<String> beside = Optional.ofNullable(environment.get("LOOP_POSTGRES_PASSWORD"));
            return Optional.of(new PostgresChoice.External(
                    beside.map(address::withPassword).orElse(address)));
        } catch (IllegalArgumentException e) {
            // The value is left out: it may hold a password.
            read.problem("--postgres", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Path data(OptionReader read) {
        Path directory = read.text("--data").map(Path::of).orElse(home.resolve("data"));
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            read.problem("--data", "must be a directory, and " + directory + " is a file");
        }
        return directory.toAbsolutePath().normalize();
    }

    private static KafkaChoice kafka(OptionReader read) {
        return read.text("--kafka")
                .<KafkaChoice>map(servers -> external(servers, read))
                .orElseGet(() -> embedded(read));
    }

    private static KafkaChoice.Embedded embedded(OptionReader read) {
        Stream.of("--replication", "--min-insync", "--kafka-config")
                .filter(read::given)
                .forEach(option -> read.problem(option, "is for a Kafka cluster, and needs --kafka HOST:PORT"));
        return new KafkaChoice.Embedded(
                (int) read.number("--broker-port", 0, HIGHEST_PORT).orElse(0));
    }

    private static KafkaChoice.External external(String servers, OptionReader read) {
        if (read.given("--broker-port")) {
            read.problem("--broker-port", "is for the embedded Kafka, and cannot be combined with --kafka");
        }
        if (!Stream.of(servers.split(",", -1))
                .allMatch(server -> BOOTSTRAP_SERVER.matcher(server.strip()).matches())) {
            read.problem("--kafka", "must be HOST:PORT, or several separated by commas, not \"" + servers + "\"");
        }
        Optional<Path> properties = read.text("--kafka-config").map(Path::of);
        if (properties.isPresent() && !Files.isReadable(properties.get())) {
            read.problem("--kafka-config", "must be a file that can be read, and " + properties.get() + " is not");
        }
        short copies = (short) read.number("--replication", 1, MOST_REPLICAS).orElse(3);
        short acknowledging =
                (short) read.number("--min-insync", 1, MOST_REPLICAS).orElse(Math.min(2, copies));
        if (acknowledging > copies) {
            read.problem("--min-insync", "cannot be more than --replication, which is " + copies);
        }
        return new KafkaChoice.External(servers, properties, copies, acknowledging);
    }

    private static OptionalInt optionalInt(OptionalLong number) {
        return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }
}
