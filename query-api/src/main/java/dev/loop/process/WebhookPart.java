package dev.loop.process;

import dev.loop.api.control.KafkaControlTable;
import dev.loop.api.webhook.EndpointBook;
import dev.loop.connectors.webhook.SenderSettings;
import dev.loop.connectors.webhook.WebhookSender;
import dev.loop.connectors.webhook.http.WebhookClient;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.WebhookEndpoint;
import java.util.Optional;

/**
 * The way out: the endpoints, the client that reaches them, and with {@link Role#SENDER} the sender.
 *
 * @param sender empty where another process has the role; tests are sent by the API itself
 */
record WebhookPart(EndpointBook endpoints, WebhookClient client, Optional<WebhookSender> sender) {

    static WebhookPart start(UpOptions options, Ground ground) {
        KafkaControlTable<WebhookEndpoint> table = ground.table(Topics.WEBHOOK_ENDPOINTS);
        Ground.awaitReady(table, Topics.WEBHOOK_ENDPOINTS);
        EndpointBook endpoints = new EndpointBook(table);
        WebhookClient client = ground.ahead().webhookClient();
        return new WebhookPart(
                endpoints,
                client,
                options.has(Role.SENDER) ? Optional.of(sender(options, ground, endpoints, client)) : Optional.empty());
    }

    private static WebhookSender sender(
            UpOptions options, Ground ground, EndpointBook endpoints, WebhookClient client) {
        Parts parts = ground.parts();
        SenderName name = parts.started(SenderName.take(options.data()));
        return parts.started(WebhookSender.start(
                SenderSettings.usual(ground.kafka().clientSettings(), Optional.of(name.name())),
                client,
                endpoints,
                ground.registry(),
                ground.meters(),
                ground.clock()));
    }
}
