package dev.loop.connectors.delivery;

import dev.loop.schemas.avro.WebhookEndpoint;
import java.util.Optional;

/** Finds an endpoint as its owner last set it. Thread-safe and fast, since every request asks. */
@FunctionalInterface
public interface EndpointSource {
    Optional<WebhookEndpoint> find(String project, String id);
}
