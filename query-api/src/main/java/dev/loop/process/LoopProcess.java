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

    private final Parts parts = new Parts();
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
        Ground ground = Ground.prepare(options, parts);
        Optional<StreamsPart> streams =
                options.has(Role.STREAMS) ? Optional.of(StreamsPart.start(options, ground)) : Optional.empty();
        Optional<WebhookPart> webhooks = options.has(Role.API) || options.has(Role.SENDER)
                ? Optional.of(WebhookPart.start(options, ground, out))
                : Optional.empty();
        BiPart bi = BiPart.start(options, ground);
        if (!options.has(Role.API)) {
            ApiServer probes = probes(options, ground, streams, webhooks, bi);
            streams.ifPresent(part -> part.awaitStores(out));
            Greeting.ofPart(probes.uri(), ground.kafka().bootstrapServers(), options, out);
            return;
        }
        StreamsPart counted = streams.orElseThrow(() -> new IllegalArgumentException("api needs streams"));
        ApiPart api = ApiPart.start(options, ground, counted, webhooks.orElseThrow(), bi, out);
        inside = new Inside(
                api.address(), ground.kafka().clientSettings(), ground.registry(), api.questions(), counted.streams());
        counted.awaitStores(out);
        if (options.demo()) {
            out.println("Played in " + api.play() + " sample items.");
        }
        new Greeting(
                        api.address(),
                        api.signInLink(),
                        ground.kafka().bootstrapServers(),
                        options,
                        api.freshKeys(),
                        bi.tables())
                .print(out);
    }

    /** Starts health and metrics of a process that has no API. */
    private static ApiServer probes(
            UpOptions options,
            Ground ground,
            Optional<StreamsPart> streams,
            Optional<WebhookPart> webhooks,
            BiPart bi) {
        ProcessReadiness readiness = new ProcessReadiness();
        streams.ifPresent(part -> readiness.tells("streams", () -> Checks.streams(part.streams())));
        streams.ifPresent(part -> readiness.tells("partitions", () -> Checks.partitions(part.streams())));
        streams.ifPresent(part -> readiness.tells("deliveries", () -> Checks.deliveries(part.streams())));
        webhooks.flatMap(WebhookPart::sender)
                .ifPresent(sender -> readiness.needs("sender", () -> Checks.sender(sender)));
        readiness.because(() -> Checks.controlTables(ground.watch()));
        streams.ifPresent(part -> readiness.because(() -> part.streams().causes()));
        bi.addTo(readiness);
        return ground.parts()
                .started(ApiServer.probes(readiness, ground.meters(), ApiSettings.usual(HOST, options.port())));
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
        parts.close();
    }
}
