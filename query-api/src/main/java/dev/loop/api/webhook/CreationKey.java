package dev.loop.api.webhook;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.loop.api.http.Problem;
import dev.loop.schemas.avro.WebhookEndpoint;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/**
 * The {@code Idempotency-Key} that an endpoint is created with (draft-ietf-httpapi-idempotency-key-header): a client
 * that never got the answer sends the same request again, and gets the existing endpoint. It holds until the endpoint
 * is deleted.
 */
final class CreationKey {

    /** The time for which a repeated request shows the secret. Later, the secret takes the scope for secrets. */
    private static final Duration SECRET_SHOWN = Duration.ofHours(24);

    /** A mapper that ignores the order of members and the space between them. */
    private static final ObjectMapper CANONICAL = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    /** @param body JSON, as it was sent */
    static WebhookEndpoint name(WebhookEndpoint endpoint, String key, byte[] body) throws IOException {
        byte[] canonical = CANONICAL.writeValueAsBytes(CANONICAL.readValue(body, Object.class));
        return WebhookEndpoint.newBuilder(endpoint)
                .setIdempotencyKey(key)
                .setCreationDigest(HexFormat.of().formatHex(sha256(canonical)))
                .build();
    }

    /** Refuses an endpoint with the key of another. */
    static void requireSame(WebhookEndpoint made, WebhookEndpoint asked) {
        if (!made.getCreationDigest().equals(asked.getCreationDigest())) {
            throw Problem.IDEMPOTENCY_KEY_REUSED.because(
                    "The endpoint " + made.getId() + " was created with this Idempotency-Key, and with another body.");
        }
    }

    static boolean showsSecret(WebhookEndpoint made, Instant now) {
        return made.getCreatedAt().plus(SECRET_SHOWN).isAfter(now);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private CreationKey() {}
}
