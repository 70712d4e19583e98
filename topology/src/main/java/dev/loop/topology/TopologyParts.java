package dev.loop.topology;

import dev.loop.schemas.mask.Masking;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.topology.deadletter.RefusalCounts;
import dev.loop.topology.store.OpenFeedbackStores;
import dev.loop.topology.store.StoreMemory;
import dev.loop.topology.webhook.DeliveryBacklog;
import dev.loop.topology.webhook.WebhookSettings;
import dev.loop.topology.webhook.endpoint.EndpointDirectory;

/**
 * The settings of the topology, and the objects through which the process sees into it while it runs.
 *
 * @param partitions how many {@code feedback-commands} has
 * @param mostSeries limit of combinations of project, tag, plan and source in one partition
 * @param masking takes numbers that may not be kept out of commands of programs that write past the API
 * @param refusals counts what goes to the dead letters
 * @param endpoints is filled as the topology starts
 * @param backlog is kept up to date
 * @param stores has the stores that are open
 */
public record TopologyParts(
        SchemaRegistryClient registry,
        StoreMemory memory,
        int partitions,
        int mostSeries,
        Masking masking,
        WebhookSettings webhooks,
        RefusalCounts refusals,
        EndpointDirectory endpoints,
        DeliveryBacklog backlog,
        OpenFeedbackStores stores) {

    /** The usual limit of series: as many as fit in memory at once, for the four buckets that an item is counted in. */
    public static final int MOST_SERIES = 50_000;

    public static TopologyParts of(
            SchemaRegistryClient registry, StoreMemory memory, int partitions, WebhookSettings webhooks) {
        return of(registry, memory, partitions, webhooks, Masking.usual());
    }

    public static TopologyParts of(
            SchemaRegistryClient registry,
            StoreMemory memory,
            int partitions,
            WebhookSettings webhooks,
            Masking masking) {
        return new TopologyParts(
                registry,
                memory,
                partitions,
                MOST_SERIES,
                masking,
                webhooks,
                new RefusalCounts(),
                new EndpointDirectory(),
                new DeliveryBacklog(),
                new OpenFeedbackStores());
    }
}
