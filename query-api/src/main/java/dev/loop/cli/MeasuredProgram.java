package dev.loop.cli;

import dev.loop.api.key.DefaultProject;
import dev.loop.api.limit.LimitSettings;
import dev.loop.benchmark.Program;
import dev.loop.connectors.webhook.address.AddressRange;
import dev.loop.connectors.webhook.address.AddressRules;
import dev.loop.process.LoopProcess;
import dev.loop.process.UpOptions;
import dev.loop.process.WebhookOptions;
import dev.loop.question.Questions;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.topology.run.FeedbackStreams;
import dev.loop.topology.run.StreamsSettings;
import dev.loop.topology.webhook.WebhookSettings;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts what {@code loop up} starts, for {@code loop benchmark}: the same parts with the same settings, on free ports.
 */
final class MeasuredProgram implements Program {

    /** A key for this process alone, on loopback only. */
    private static final String SECRET = "sk_of_the_benchmark_alone";

    private static final String PUBLISHABLE = "pk_of_the_benchmark_alone";

    @Override
    public Running start(Path data) {
        UpOptions options = UpOptions.of(data, draft -> {
            draft.keys = new DefaultProject.GivenKeys(Optional.of(SECRET), Optional.of(PUBLISHABLE));
            // The load stands for many addresses.
            draft.limits = LimitSettings.USUAL.behind(List.of(AddressRange.parse("127.0.0.0/8")));
            // The receivers of a benchmark are in this process.
            draft.webhooks = new WebhookOptions(AddressRules.allowing("127.0.0.0/8"), WebhookSettings.defaults());
        });
        return new Measured(LoopProcess.start(options, new PrintWriter(Writer.nullWriter())));
    }

    @Override
    public StreamsSettings streamsSettings(Map<String, Object> kafka, Path stateDirectory, String application) {
        return LoopProcess.embeddedStreamsSettings(application, stateDirectory, kafka);
    }

    private record Measured(LoopProcess process) implements Running {
        @Override
        public URI api() {
            return process.inside().api();
        }

        @Override
        public String secretKey() {
            return SECRET;
        }

        @Override
        public String publishableKey() {
            return PUBLISHABLE;
        }

        @Override
        public Map<String, Object> kafka() {
            return process.inside().kafka();
        }

        @Override
        public SchemaRegistryClient registry() {
            return process.inside().registry();
        }

        @Override
        public Questions questions() {
            return process.inside().questions();
        }

        @Override
        public FeedbackStreams streams() {
            return process.inside().streams();
        }

        @Override
        public void close() {
            process.close();
        }
    }
}
