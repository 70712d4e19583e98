package dev.loop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.api.ApiSettings;
import dev.loop.broker.TopicLayout;
import dev.loop.connectors.delivery.SenderSettings;
import dev.loop.connectors.importer.BatchSender;
import dev.loop.connectors.webhook.address.AddressRules;
import dev.loop.connectors.webhook.http.ClientSettings;
import dev.loop.demo.DemoOptions;
import dev.loop.listen.AnswerPlan;
import dev.loop.process.ClusterOptions;
import dev.loop.process.LoopProcess;
import dev.loop.question.Questions;
import dev.loop.schemas.Topic;
import dev.loop.schemas.Topics;
import dev.loop.topology.run.InstanceAddress;
import dev.loop.topology.run.StreamsSettings;
import dev.loop.topology.store.StoreMemory;
import java.io.InputStream;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Compares every default with a list that is checked in: whoever changes one sees it there, and so does the reviewer.
 *
 * <p>The list has what each option means when it is left out, read from the parsed options rather than from the text of
 * the help, and beside it what the help says.
 */
class DefaultsTest {

    private static final String GOLDEN = "/defaults.txt";
    private static final Path MADE = Path.of("target", "defaults.txt");
    private static final Path HOME = Path.of("/home");
    private static final String CLUSTER = "127.0.0.1:9092";
    private static final Map<String, Object> KAFKA = Map.of("bootstrap.servers", CLUSTER);
    private static final Pattern SAID = Pattern.compile("\\(default: ((?:[^()]|\\([^()]*\\))*)\\)");

    private final List<String> lines = new ArrayList<>();

    @Test
    void shouldBeTheOnesThatWereReviewed_whenListed() throws Exception {
        options();
        add("up", up());
        add("up --kafka", up("--kafka", CLUSTER));
        add("up --kafka --advertise", up("--kafka", CLUSTER, "--advertise", "127.0.0.1:8080"));
        add("api", ApiSettings.usual("127.0.0.1", 8080));
        add("questions", Questions.Limits.USUAL);
        add("sender", SenderSettings.usual(Map.of(), Optional.empty()));
        add("webhook client", ClientSettings.usual(AddressRules.publicOnly(), "1.0"));
        add("import", BatchSender.Patience.USUAL);
        add("listen", AnswerPlan.USUAL);
        add("demo", DemoOptions.usual("default", Instant.EPOCH));
        add("store memory block bytes", StoreMemory.DEFAULT_BLOCK_BYTES);
        add("store memory write buffer bytes", StoreMemory.DEFAULT_WRITE_BUFFER_BYTES);
        add("store memory cell bytes", StoreMemory.DEFAULT_CELL_BYTES);
        add("schemas", call("dev.loop.schemas.wire.SerializerSettings", "defaults"));
        add("registry client", ((ConfigDef) constant("dev.loop.schemas.wire.RegistryConfig", "KEYS")).defaultValues());
        streams();
        kafka();
        assertThat(lines).doesNotHaveDuplicates().hasSizeGreaterThan(200);

        Files.write(MADE, lines);
        try (InputStream golden = DefaultsTest.class.getResourceAsStream(GOLDEN)) {
            assertThat(lines)
                    .as("Where the change is meant, copy %s to src/test/resources%s", MADE.toAbsolutePath(), GOLDEN)
                    .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList());
        }
    }

    /** What each option of each command holds when it is left out, and what its help says of that. */
    private void options() {
        CommandLine commands = Loop.commands(Map.of(), HOME);
        commands.getSubcommands().forEach((name, command) -> {
            for (OptionSpec option : command.getCommandSpec().options()) {
                if (!option.usageHelp() && !option.versionHelp()) {
                    Matcher said = SAID.matcher(String.join(" ", option.description()));
                    add(
                            "option " + name + " " + option.longestName(),
                            text(option.initialValue()) + (said.find() ? ", said: " + said.group(1) : ""));
                }
            }
        });
    }

    private static Object up(String... arguments) {
        CommandLine command = new CommandLine(new UpCommand(HOME, Map.of()));
        ParseResult parsed = command.parseArgs(arguments);
        UpCommand up = command.getCommand();
        return up.options(new OptionReader(parsed));
    }

    private void streams() throws ReflectiveOperationException {
        Path stores = HOME.resolve("stores");
        streams("streams", LoopProcess.embeddedStreamsSettings(StreamsSettings.APPLICATION, stores, KAFKA));
        for (Optional<ClusterOptions> cluster : List.of(
                Optional.<ClusterOptions>empty(),
                Optional.of(new ClusterOptions(
                        InstanceAddress.parse("127.0.0.1:8080").orElseThrow(),
                        "127.0.0.1",
                        Optional.empty(),
                        ClusterOptions.USUAL_STANDBYS,
                        ClusterOptions.USUAL_DRAIN)))) {
            streams(cluster.isPresent() ? "streams --kafka --advertise" : "streams --kafka", (StreamsSettings) call(
                    "dev.loop.process.StreamsPart",
                    "settings",
                    StreamsSettings.APPLICATION,
                    stores,
                    Optional.of("instance"),
                    3,
                    cluster,
                    KAFKA));
        }
    }

    private void streams(String at, StreamsSettings settings) {
        Properties properties = settings.properties();
        assertThat((Integer) properties.remove(StreamsConfig.NUM_STREAM_THREADS_CONFIG))
                .as("threads, of as many as the machine has")
                .isBetween(1, 4);
        add(at, properties);
    }

    private void kafka() throws ReflectiveOperationException {
        Properties broker = new Properties();
        for (String part : List.of("small", "keeping", "quick")) {
            call("dev.loop.broker.BrokerProperties", part, broker);
        }
        add("broker", broker);
        for (TopicLayout layout :
                List.of(TopicLayout.embedded(OptionalInt.empty()), TopicLayout.cluster(OptionalInt.empty()))) {
            String at = layout.replication() == 1 ? "topics" : "topics --kafka";
            add(at, layout);
            for (Topic<?> topic : Topics.all()) {
                add(at + " " + topic.name(), call("dev.loop.broker.TopicSettings", "initial", topic, layout));
            }
        }
    }

    private void add(String at, Object value) {
        if (value instanceof Optional<?> optional && optional.isPresent()) {
            add(at, optional.get());
        } else if (value instanceof Map<?, ?> map) {
            new TreeMap<>(map).forEach((name, one) -> add(at + "." + name, one));
        } else if (value instanceof Record && value.getClass().getName().startsWith("dev.loop.")) {
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                add(at + "." + component.getName(), part(value, component));
            }
        } else {
            lines.add(at + " = " + text(value));
        }
    }

    private static Object part(Object record, RecordComponent component) {
        try {
            return open(component.getAccessor()).invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Object value) {
        if (value == null
                || value.equals(Optional.empty())
                || value.equals(OptionalInt.empty())
                || value.equals(OptionalLong.empty())) {
            return "(none)";
        }
        if (value instanceof Class<?> type) {
            return type.getName();
        }
        if (value instanceof Object[] several) {
            return List.of(several).toString();
        }
        if (value instanceof Set<?> set) {
            return new TreeSet<>(set).toString();
        }
        String text = value.toString();
        return text.isEmpty() ? "(empty)" : text.matches(".*@[0-9a-f]+") ? "(code)" : text;
    }

    private static Object call(String type, String name, Object... arguments) throws ReflectiveOperationException {
        Method method = Arrays.stream(Class.forName(type).getDeclaredMethods())
                .filter(one -> one.getName().equals(name) && one.getParameterCount() == arguments.length)
                .findFirst()
                .orElseThrow();
        return open(method).invoke(null, arguments);
    }

    private static Object constant(String type, String name) throws ReflectiveOperationException {
        Field field = Class.forName(type).getDeclaredField(name);
        return open(field).get(null);
    }

    private static <A extends AccessibleObject> A open(A member) {
        member.setAccessible(true);
        return member;
    }
}
