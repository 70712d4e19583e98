package dev.loop.process;

import dev.loop.api.webhook.EndpointBook;
import dev.loop.api.webhook.SealedEndpoints;
import dev.loop.connectors.delivery.DeliverySender;
import dev.loop.connectors.delivery.SenderSettings;
import dev.loop.connectors.log.KafkaControlTable;
import dev.loop.connectors.webhook.http.WebhookClient;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Project;
import dev.loop.schemas.avro.WebhookEndpoint;
import dev.loop.schemas.wire.WireSerdes;
import java.io.PrintWriter;
import java.util.Optional;

/**
 * The way out: the endpoints, the client that reaches them, and with {@link Role#SENDER} the sender.
 *
 * @param projects with {@link Role#API}
 * @param sender empty where another process has the role; tests are sent by the API itself
 */
record WebhookPart(
        EndpointBook endpoints,
        SealedEndpoints sealed,
        Sealing sealing,
        Optional<KafkaControlTable<Project>> projects,
        WebhookClient client,
        Optional<DeliverySender> sender) {

    static WebhookPart start(UpOptions options, Infrastructure infrastructure, PrintWriter out) {
        Optional<KafkaControlTable<Project>> projects =
                options.has(Role.API) ? Optional.of(infrastructure.table(Topics.PROJECTS)) : Optional.empty();
        projects.ifPresent(table -> Infrastructure.awaitReady(table, Topics.PROJECTS));
        Sealing sealing = Sealing.open(options, projects.map(table -> table), out);
        SealedEndpoints sealed =
                new SealedEndpoints(WireSerdes.of(Topics.WEBHOOK_ENDPOINTS, infrastructure.registry()), sealing.keys());
        KafkaControlTable<WebhookEndpoint> table = infrastructure.table(Topics.WEBHOOK_ENDPOINTS, sealed);
        Infrastructure.awaitReady(table, Topics.WEBHOOK_ENDPOINTS);
        EndpointBook endpoints = new EndpointBook(table);
        sealing.check(endpoints);
        WebhookClient client = infrastructure.background().webhookClient();
        return new WebhookPart(
                endpoints,
                sealed,
                sealing,
                projects,
                client,
                options.has(Role.SENDER)
                        ? Optional.of(sender(options, infrastructure, endpoints, client))
                        : Optional.empty());
    }

    private static DeliverySender sender(
            UpOptions options, Infrastructure infrastructure, EndpointBook endpoints, WebhookClient client) {
        Closer closer = infrastructure.closer();
        SenderName name = closer.register(SenderName.take(options.data()));
        return closer.register(DeliverySender.start(
                SenderSettings.usual(infrastructure.kafka().clientSettings(), Optional.of(name.name())),
                client,
                endpoints,
                infrastructure.registry(),
                infrastructure.meters(),
                infrastructure.clock()));
    }

    /**
     * Seals secrets that are in the clear, or sealed with another key than the first, once the projects name the first
     * one.
     */
    void sealAnew(UpOptions options, Infrastructure infrastructure) {
        sealing.claim(projects.orElseThrow());
        infrastructure
                .closer()
                .register(SealingAnew.start(
                        endpoints,
                        sealed,
                        // Another Kafka would have to grant rights over topics that nothing else needs.
                        options.kafka() instanceof KafkaChoice.Embedded
                                ? Optional.of(infrastructure.kafka().clientSettings())
                                : Optional.empty()));
    }
}
