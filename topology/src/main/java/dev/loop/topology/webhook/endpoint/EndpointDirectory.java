package dev.loop.topology.webhook.endpoint;

import dev.loop.schemas.avro.WebhookEndpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All endpoints, by id and by what they subscribe to. One thread writes, any thread reads; a reader sees each endpoint
 * either before a change or after it. A lookup costs two hash lookups, and {@link #isEmpty} one read.
 */
public final class EndpointDirectory {

    private static final int MOST_DELETED = 20_000;

    private final Map<String, WebhookEndpoint> endpoints = new ConcurrentHashMap<>();
    /** The endpoints deleted last. A delivery to one that was deleted long before them is not sent either. */
    private final Set<String> deleted =
            Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>(16, 0.75f) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                    return size() > MOST_DELETED;
                }
            }));

    /** Subscribers by project, then by type of event. Lists are never changed, only replaced. */
    private final Map<String, Map<String, List<Subscription>>> subscribers = new ConcurrentHashMap<>();

    private volatile boolean empty = true;
    private volatile long version;

    /** Returns whether there is no endpoint at all. */
    public boolean isEmpty() {
        return empty;
    }

    /** Returns a number that differs after each change. */
    public long version() {
        return version;
    }

    public Optional<WebhookEndpoint> find(String project, String id) {
        return Optional.ofNullable(endpoints.get(key(project, id)));
    }

    /**
     * Returns whether the deletion of an endpoint was seen. An endpoint that is merely missing may be one that another
     * instance has heard of first.
     */
    public boolean deleted(String project, String id) {
        return !deleted.isEmpty() && deleted.contains(key(project, id));
    }

    /** @param type the word of an event's type */
    public List<Subscription> subscribers(String project, String type) {
        return subscribers.getOrDefault(project, Map.of()).getOrDefault(type, List.of());
    }

    /** Returns whether any endpoint of the project subscribes to anything. */
    public boolean hasSubscribers(String project) {
        return subscribers.containsKey(project);
    }

    /** @param key {@code project/id} */
    synchronized void put(String key, WebhookEndpoint endpoint) {
        WebhookEndpoint before = endpoints.put(key, endpoint);
        deleted.remove(key);
        replace(project(key), before, endpoint);
    }

    /** @param key {@code project/id} */
    synchronized void remove(String key) {
        WebhookEndpoint before = endpoints.remove(key);
        deleted.add(key);
        replace(project(key), before, null);
    }

    /**
     * Replaces a subscriber in one step for each type: a reader in between would miss a subscriber, and lose an event
     * to it.
     */
    private void replace(String project, @Nullable WebhookEndpoint before, @Nullable WebhookEndpoint after) {
        Map<String, List<Subscription>> byType =
                subscribers.computeIfAbsent(project, first -> new ConcurrentHashMap<>());
        Optional<Subscription> fresh = Optional.ofNullable(after).map(Subscription::new);
        Set<String> types = new HashSet<>(before == null ? List.of() : before.getEvents());
        types.addAll(after == null ? List.of() : after.getEvents());
        for (String type : types) {
            byType.compute(type, (same, list) -> {
                List<Subscription> now = new ArrayList<>(list == null ? List.of() : list);
                now.removeIf(subscription -> subscription.endpoint() == before);
                fresh.filter(subscription -> subscription.endpoint().getEvents().contains(type))
                        .ifPresent(now::add);
                return now.isEmpty() ? null : List.copyOf(now);
            });
        }
        if (byType.isEmpty()) {
            subscribers.remove(project);
        }
        empty = endpoints.isEmpty();
        version = version + 1;
    }

    private static String key(String project, String id) {
        return project + '/' + id;
    }

    private static String project(String key) {
        int slash = key.indexOf('/');
        return slash < 0 ? "" : key.substring(0, slash);
    }
}
