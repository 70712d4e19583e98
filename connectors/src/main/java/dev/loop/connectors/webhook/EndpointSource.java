package dev.loop.connectors.webhook;

import dev.loop.schemas.avro.WebhookEndpoint;
import java.util.Optional;

/** Where to find an endpoint as its owner last set it. Thread-safe and quick: asked for each request. */
@FunctionalInterface
public interface EndpointSource {
    Optional<WebhookEndpoint> find(String project, String id);
}
