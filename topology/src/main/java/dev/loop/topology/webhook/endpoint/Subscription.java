package dev.loop.topology.webhook.endpoint;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Trend;
import dev.loop.schemas.avro.WebhookEndpoint;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An endpoint that wants a type of event, and of which items. */
public final class Subscription {

    private final WebhookEndpoint endpoint;
    private final Set<String> tags;
    private final Set<Sentiment> sentiments;
    private final Set<String> plans;
    private final Set<String> sources;

    Subscription(WebhookEndpoint endpoint) {
        this.endpoint = endpoint;
        this.tags = Set.copyOf(endpoint.getTags());
        this.sentiments = Set.copyOf(endpoint.getSentiments());
        this.plans = Set.copyOf(endpoint.getPlans());
        this.sources = Set.copyOf(endpoint.getSources());
    }

    public WebhookEndpoint endpoint() {
        return endpoint;
    }

    /** Whether the item was what the endpoint wants, or has become it: who follows items is told when one leaves too. */
    public boolean matches(@Nullable Feedback before, @Nullable Feedback after) {
        return after != null && matches(after) || before != null && matches(before);
    }

    /** A spike is one of negative items of a tag; plans and sources do not say anything of it. */
    public boolean matches(Trend trend) {
        return has(tags, trend.getTag()) && (sentiments.isEmpty() || sentiments.contains(Sentiment.NEGATIVE));
    }

    private boolean matches(Feedback item) {
        return has(tags, item.getTag())
                && (sentiments.isEmpty() || sentiments.contains(item.getSentiment()))
                && has(plans, item.getPlan())
                && has(sources, item.getSource());
    }

    /** The empty string stands for an item without one. */
    private static boolean has(Set<String> wanted, Optional<String> value) {
        return wanted.isEmpty() || wanted.contains(value.orElse(""));
    }
}
