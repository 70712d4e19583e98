package dev.loop.process;

import dev.loop.api.ApiServer;
import dev.loop.api.ApiSettings;
import dev.loop.broker.BrokerException;
import dev.loop.broker.DiskFull;
import dev.loop.files.DataDirectory;
import dev.loop.question.Questions;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.topology.run.FeedbackStreams;
import dev.loop.topology.run.StreamsSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All parts of a running Loop, started one after the other and closed in reverse order. */
public final class LoopProcess implements AutoCloseable {

    private static final String HOST = "127.0.0.1";

    private final Closer closer = new Closer();
    private @Nullable Inside inside;

    private LoopProcess() {}

    /** The parts of a process with all roles, for benchmarks. */
    public record Inside(
            URI api,
            Map<String, Object> kafka,
            SchemaRegistryClient registry,
            Questions questions,
            FeedbackStreams streams) {}

    /** Returns the parts; only for a process that has all roles. */
    public Inside inside() {
        return Objects.requireNonNull(inside);
    }

    /**
     * Returns the settings of the topology on a Kafka of our own, for a program that runs another one beside it. @param
     * others with {@code bootstrap.servers}
     */
    public static StreamsSettings embeddedStreamsSettings(String application, Path stores, Map<String, Object> others) {
        return StreamsPart.embeddedSettings(application, stores, others);
    }

    /**
     * Returns when everything is up.
     *
     * @param out what the user should know
     * @throws RuntimeException whose message says what to do; what was started by then is closed again
     */
    public static LoopProcess start(UpOptions options, PrintWriter out) {
        LoopProcess process = new LoopProcess();
        try {
            process.startParts(options, out);
            return process;
        } catch (RuntimeException | Error e) {
            process.close();
            if (DiskFull.in(e) && !(e instanceof BrokerException)) {
                throw new StartException(DiskFull.words(options.data()), e);
            }
            throw e;
        }
    }

    private void startParts(UpOptions options, PrintWriter out) {
        FreePort.check(host(options), options.port());
        makeDirectory(options.data(), out);
        Infrastructure infrastructure = Infrastructure.prepare(options, closer);
        Optional<StreamsPart> streams =
                options.has(Role.STREAMS) ? Optional.of(StreamsPart.start(options, infrastructure)) : Optional.empty();
        Optional<WebhookPart> webhooks = options.has(Role.API) || options.has(Role.SENDER)
                ? Optional.of(WebhookPart.start(options, infrastructure, out))
                : Optional.empty();
        BiPart bi = BiPart.start(options, infrastructure);
        AnalystPart analyst = AnalystPart.start(options, infrastructure, webhooks.flatMap(WebhookPart::projects));
        if (!options.has(Role.API)) {
            ApiServer probes = probes(options, infrastructure, streams, webhooks, bi, analyst);
            streams.ifPresent(part -> part.awaitStores(out));
            Greeting.ofPart(probes.uri(), infrastructure.kafka().bootstrapServers(), options, out);
            return;
        }
        StreamsPart counted = streams.orElseThrow(() -> new IllegalArgumentException("api needs streams"));
        ApiPart api = ApiPart.start(options, infrastructure, counted, webhooks.orElseThrow(), bi, analyst, out);
        inside = new Inside(
                api.address(),
                infrastructure.kafka().clientSettings(),
                infrastructure.registry(),
                api.questions(),
                counted.streams());
        counted.awaitStores(out);
        if (options.demo()) {
            out.println("Played in " + api.play() + " sample items.");
        }
        new Greeting(
                        api.address(),
                        api.signInLink(),
                        infrastructure.kafka().bootstrapServers(),
                        options,
                        api.freshKeys(),
                        bi.tables())
                .print(out);
    }

    /** Starts health and metrics of a process that has no API. */
    private static ApiServer probes(
            UpOptions options,
            Infrastructure infrastructure,
            Optional<StreamsPart> streams,
            Optional<WebhookPart> webhooks,
            BiPart bi,
            AnalystPart analyst) {
        ProcessReadiness readiness = new ProcessReadiness();
        streams.ifPresent(part -> readiness.tells("streams", () -> Checks.streams(part.streams())));
        streams.ifPresent(part -> readiness.tells("partitions", () -> Checks.partitions(part.streams())));
        streams.ifPresent(part -> readiness.tells("deliveries", () -> Checks.deliveries(part.streams())));
        webhooks.flatMap(WebhookPart::sender)
                .ifPresent(sender -> readiness.needs("sender", () -> Checks.sender(sender)));
        readiness.because(() -> Checks.controlTables(infrastructure.watch()));
        streams.ifPresent(part -> readiness.because(() -> part.streams().causes()));
        bi.addTo(readiness);
        analyst.addTo(readiness);
        return infrastructure
                .closer()
                .register(
                        ApiServer.probes(readiness, infrastructure.meters(), ApiSettings.usual(HOST, options.port())));
    }

    /** Returns the host on which API or probes will listen. */
    private static String host(UpOptions options) {
        return options.has(Role.API)
                ? options.cluster().map(ClusterOptions::listen).orElse(HOST)
                : HOST;
    }

    private static void makeDirectory(Path data, PrintWriter out) {
        try {
            DataDirectory.prepare(data).ifPresent(out::println);
        } catch (IOException e) {
            throw new StartException(
                    "The directory " + data + " cannot be made: " + e + ". Choose another with --data.", e);
        }
    }

    @Override
    public void close() {
        closer.close();
    }
}
