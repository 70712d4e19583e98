package dev.loop.api.webhook;

import java.util.concurrent.CompletableFuture;

/** A topic keyed by endpoint id. */
@FunctionalInterface
public interface WebhookLog<V> {

    /** Appends a value; done once it is safely stored. Fails as {@link dev.loop.connectors.log.CommandLog#append} does. */
    CompletableFuture<?> append(String endpointId, V value);
}
