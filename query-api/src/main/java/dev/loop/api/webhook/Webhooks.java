package dev.loop.api.webhook;

import dev.loop.api.http.Feature;
import dev.loop.api.http.Routes;
import dev.loop.api.table.Downloads;
import java.time.Clock;
import java.util.List;

/** All calls about webhooks. */
public final class Webhooks implements Feature {

    private final List<Feature> features;

    public Webhooks(WebhookParts parts, Clock clock, int bodyLimit, Downloads downloads) {
        this.features = List.of(
                new Endpoints(parts, clock, bodyLimit),
                new EndpointSecrets(parts, clock, bodyLimit),
                new TestEvents(parts, clock, bodyLimit),
                new Deliveries(parts, downloads),
                new ReplayDeliveries(parts, clock, bodyLimit));
    }

    @Override
    public void addTo(Routes routes) {
        features.forEach(feature -> feature.addTo(routes));
    }
}
