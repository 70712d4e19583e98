package dev.loop.api.webhook;

import dev.loop.connectors.seal.MasterKeys;
import dev.loop.connectors.seal.SecretPlace;
import dev.loop.schemas.TrustedRecords;
import dev.loop.schemas.avro.WebhookEndpoint;
import dev.loop.schemas.avro.WebhookSecret;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Endpoints with their secrets, the values of their headers and the digest of these sealed in Kafka, and open in
 * memory: each is opened once, when it is read. A part that no key here opens stays sealed in the endpoint, which
 * exists all the same and is written back unchanged.
 */
public final class SealedEndpoints implements Serde<WebhookEndpoint> {

    static {
        // An endpoint is changed by copying it.
        TrustedRecords.install();
    }

    private final Serde<WebhookEndpoint> inner;
    private final MasterKeys keys;
    private final Set<String> stale = ConcurrentHashMap.newKeySet();

    public SealedEndpoints(Serde<WebhookEndpoint> inner, MasterKeys keys) {
        this.inner = inner;
        this.keys = keys;
    }

    /** Returns the keys of endpoints that were last read with a part in the clear, or sealed with an old key. */
    Set<String> stale() {
        return Set.copyOf(stale);
    }

    @Override
    public Serializer<WebhookEndpoint> serializer() {
        // A deleted endpoint is a tombstone, which has nothing to seal.
        return (topic, endpoint) ->
                endpoint == null ? null : inner.serializer().serialize(topic, each(topic, endpoint, keys::seal));
    }

    @Override
    public Deserializer<WebhookEndpoint> deserializer() {
        return (topic, bytes) -> {
            if (bytes == null) {
                return null;
            }
            WebhookEndpoint read = inner.deserializer().deserialize(topic, bytes);
            if (texts(read)
                    .allMatch(text -> keys.isSealedWithPrimary(text)
                            || keys.missingKey(text).isPresent())) {
                stale.remove(EndpointBook.key(read));
            } else {
                stale.add(EndpointBook.key(read));
            }
            return each(topic, read, keys::open);
        };
    }

    private static WebhookEndpoint each(
            String topic, WebhookEndpoint endpoint, BiFunction<String, SecretPlace, String> change) {
        String record = EndpointBook.key(endpoint);
        Map<String, String> headers = new TreeMap<>();
        endpoint.getHeaders()
                .forEach((name, value) ->
                        headers.put(name, change.apply(value, new SecretPlace(topic, record, "header:" + name))));
        WebhookEndpoint.Builder changed = WebhookEndpoint.newBuilder(endpoint)
                .setHeaders(headers)
                .setSecrets(endpoint.getSecrets().stream()
                        .map(secret -> changed(topic, record, secret, change))
                        .toList());
        endpoint.getCreationDigest()
                .ifPresent(digest -> changed.setCreationDigest(
                        change.apply(digest, new SecretPlace(topic, record, "creation_digest"))));
        return changed.build();
    }

    private static WebhookSecret changed(
            String topic, String record, WebhookSecret secret, BiFunction<String, SecretPlace, String> change) {
        // The place is named by the time at which the secret was made: its place in the list changes as others are
        // made.
        SecretPlace place =
                new SecretPlace(topic, record, "secret:" + secret.getCreatedAt().toEpochMilli());
        return new WebhookSecret(
                change.apply(secret.getSecret(), place),
                secret.getCreatedAt(),
                secret.getExpiresAt().orElse(null));
    }

    /** Returns all sealed texts. */
    static Stream<String> texts(WebhookEndpoint endpoint) {
        return Stream.of(
                        endpoint.getSecrets().stream().map(WebhookSecret::getSecret),
                        endpoint.getHeaders().values().stream(),
                        endpoint.getCreationDigest().stream())
                .flatMap(text -> text);
    }
}
