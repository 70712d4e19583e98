package dev.loop.topology.webhook.endpoint;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Trend;
import dev.loop.schemas.avro.WebhookEndpoint;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An endpoint that subscribes to a type of event, and its filter of items. */
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

    /**
     * Returns whether the filter takes the item before or after a change: a receiver that follows items is also told
     * when one leaves.
     */
    public boolean matches(@Nullable Feedback before, @Nullable Feedback after) {
        return after != null && matches(after) || before != null && matches(before);
    }

    /**
     * Returns whether the filter takes a spike. A spike is about negative items of a tag, so plans and sources do not
     * matter.
     */
    public boolean matches(Trend trend) {
        return has(tags, trend.getTag()) && (sentiments.isEmpty() || sentiments.contains(Sentiment.NEGATIVE));
    }

    private boolean matches(Feedback item) {
        return has(tags, item.getTag())
                && (sentiments.isEmpty() || sentiments.contains(item.getSentiment()))
                && has(plans, item.getPlan())
                && has(sources, item.getSource());
    }

    /** Returns whether a set holds the value; the empty string stands for an absent one. */
    private static boolean has(Set<String> wanted, Optional<String> value) {
        return wanted.isEmpty() || wanted.contains(value.orElse(""));
    }
}
