package dev.loop.cli;

import dev.loop.process.KafkaChoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code loop up} that say which Kafka holds the data. */
final class KafkaArguments {

    private static final int MOST_PARTITIONS = 1_000;
    private static final int MOST_REPLICAS = 9;
    private static final Pattern BOOTSTRAP_SERVER = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^\\s,:]+):\\d{1,5}");

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

    KafkaChoice choice(OptionReader read) {
        return read.text("--kafka")
                .<KafkaChoice>map(servers -> external(servers, read))
                .orElseGet(() -> embedded(read));
    }

    private static KafkaChoice.Embedded embedded(OptionReader read) {
        Stream.of("--replication", "--min-insync", "--kafka-config")
                .filter(read::given)
                .forEach(option -> read.problem(option, "is for a Kafka cluster, and needs --kafka HOST:PORT"));
        return new KafkaChoice.Embedded(
                (int) read.number("--broker-port", 0, OptionReader.HIGHEST_PORT).orElse(0));
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

    /** Returns the partitions of new topics; empty for those that the data has, or the default. */
    OptionalInt partitions(OptionReader read) {
        OptionalLong number = read.number("--partitions", 1, MOST_PARTITIONS);
        return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }
}
