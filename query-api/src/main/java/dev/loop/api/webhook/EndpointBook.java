package dev.loop.api.webhook;

import dev.loop.connectors.delivery.EndpointSource;
import dev.loop.connectors.log.ControlTable;
import dev.loop.connectors.seal.MasterKeys;
import dev.loop.schemas.TrustedRecords;
import dev.loop.schemas.avro.WebhookEndpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The endpoints of all projects. The next read on the same instance sees an endpoint that was put. */
public final class EndpointBook implements EndpointSource {

    static {
        // An endpoint is changed by copying it.
        TrustedRecords.install();
    }

    private static final Duration LONGEST_WRITE = Duration.ofSeconds(10);

    private static final Comparator<WebhookEndpoint> NEWEST_FIRST = Comparator.comparing(WebhookEndpoint::getCreatedAt)
            .thenComparing(WebhookEndpoint::getId)
            .reversed();

    private final ControlTable<WebhookEndpoint> table;

    /** A lock: two endpoints added at once could exceed the limit. */
    private final Object change = new Object();

    public EndpointBook(ControlTable<WebhookEndpoint> table) {
        this.table = table;
    }

    @Override
    public Optional<WebhookEndpoint> find(String project, String id) {
        return table.get(key(project, id));
    }

    /** Returns the endpoints of a project, newest first. */
    List<WebhookEndpoint> all(String project) {
        return table.all().values().stream()
                .filter(endpoint -> endpoint.getProject().equals(project))
                .sorted(NEWEST_FIRST)
                .toList();
    }

    /**
     * Adds an endpoint. Returns it, or the existing one under its idempotency key, which is left unchanged. Returns
     * empty if the project already has {@code most}. Fails as {@link ControlTable#put} does.
     */
    Optional<WebhookEndpoint> add(WebhookEndpoint endpoint, int most) {
        synchronized (change) {
            List<WebhookEndpoint> all = all(endpoint.getProject());
            Optional<WebhookEndpoint> known = all.stream()
                    .filter(other -> other.getIdempotencyKey().isPresent()
                            && other.getIdempotencyKey().equals(endpoint.getIdempotencyKey()))
                    .findFirst();
            if (known.isPresent()) {
                return known;
            }
            if (all.size() >= most) {
                return Optional.empty();
            }
            put(endpoint);
            return Optional.of(endpoint);
        }
    }

    /**
     * Changes an endpoint; empty if there is none. It loses no concurrent change by another instance, such as a secret
     * that was already answered. Fails as {@link ControlTable#change} does.
     *
     * @param how may be called more than once
     */
    Optional<WebhookEndpoint> change(String project, String id, UnaryOperator<WebhookEndpoint> how) {
        var changed = new AtomicReference<@Nullable WebhookEndpoint>();
        synchronized (change) {
            table.change(
                    key(project, id),
                    there -> {
                        changed.set(there.map(how).orElse(null));
                        return Optional.ofNullable(changed.get());
                    },
                    LONGEST_WRITE);
        }
        return Optional.ofNullable(changed.get());
    }

    /** Removes an endpoint. Returns whether there was one. Fails as {@link ControlTable#remove} does. */
    boolean remove(String project, String id) {
        synchronized (change) {
            boolean there = find(project, id).isPresent();
            if (there) {
                table.remove(key(project, id), LONGEST_WRITE);
            }
            return there;
        }
    }

    /** Returns the ids of master keys that endpoints are sealed with and that are not among these. */
    public Set<String> missingKeys(MasterKeys keys) {
        return table.all().values().stream()
                .flatMap(SealedEndpoints::texts)
                .flatMap(text -> keys.missingKey(text).stream())
                .collect(Collectors.toSet());
    }

    /** Returns the keys of endpoints with a part that could not be opened. */
    public List<String> sealed() {
        return table.all().entrySet().stream()
                .filter(entry -> SealedEndpoints.texts(entry.getValue()).anyMatch(MasterKeys::looksSealed))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /**
     * Replaces the parts that could not be opened: a new secret, no such header, disabled. Returns the keys of the
     * endpoints concerned.
     */
    public List<String> giveUpSealed() {
        List<String> concerned = sealed();
        for (String key : concerned) {
            table.change(key, there -> there.map(EndpointBook::withoutSealed), LONGEST_WRITE);
        }
        return concerned;
    }

    private static WebhookEndpoint withoutSealed(WebhookEndpoint endpoint) {
        Map<String, String> headers = new TreeMap<>(endpoint.getHeaders());
        headers.values().removeIf(MasterKeys::looksSealed);
        boolean unsigned =
                endpoint.getSecrets().stream().anyMatch(secret -> MasterKeys.looksSealed(secret.getSecret()));
        return WebhookEndpoint.newBuilder(endpoint)
                .setHeaders(headers)
                .setSecrets(
                        unsigned
                                ? List.of(Secrets.first(Secrets.random(), endpoint.getUpdatedAt()))
                                : endpoint.getSecrets())
                .setCreationDigest(endpoint.getCreationDigest()
                        .filter(digest -> !MasterKeys.looksSealed(digest))
                        .orElse(null))
                .setEnabled(false)
                .build();
    }

    /**
     * Writes endpoints anew that were read in the clear or are sealed with an old key. Returns the keys of the
     * endpoints concerned. Fails as {@link ControlTable#change} does.
     */
    public List<String> sealAnew(SealedEndpoints endpoints) {
        List<String> sealed = new ArrayList<>();
        for (String key : endpoints.stale()) {
            if (rewrite(key)) {
                sealed.add(key);
            }
        }
        return sealed;
    }

    /** Writes an endpoint again unchanged. Returns whether there is one. */
    public boolean rewrite(String key) {
        return table.change(key, there -> there, LONGEST_WRITE);
    }

    private void put(WebhookEndpoint endpoint) {
        table.put(key(endpoint), endpoint, LONGEST_WRITE);
    }

    static String key(WebhookEndpoint endpoint) {
        return key(endpoint.getProject(), endpoint.getId());
    }

    private static String key(String project, String id) {
        return project + "/" + id;
    }
}
