package dev.loop.cli;

import dev.loop.process.ClusterOptions;
import dev.loop.process.KafkaChoice;
import dev.loop.process.Role;
import dev.loop.question.cluster.ClusterSecret;
import dev.loop.topology.run.InstanceAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code loop up} for one of several instances. */
final class ClusterArguments {

    private static final int MOST_STANDBYS = 9;

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

    private final Map<String, String> environment;

    /** @param environment for the secret of the cluster, which no command line should show */
    ClusterArguments(Map<String, String> environment) {
        this.environment = environment;
    }

    Optional<ClusterOptions> cluster(OptionReader read, KafkaChoice choice, Set<Role> wanted) {
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
        boolean loopback = address.filter(ClusterArguments::isLoopback).isPresent();
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
        long standbys = read.number("--standby-replicas", 0, MOST_STANDBYS).orElse(ClusterOptions.USUAL_STANDBYS);
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
}
