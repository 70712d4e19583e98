package dev.loop.connectors.webhook.signature;

import dev.loop.schemas.avro.WebhookEndpoint;
import dev.loop.schemas.avro.WebhookSecret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** The current secrets of one endpoint; a rotated one signs along until it expires. Thread-safe. */
public final class EndpointSigner {

    /** @param expiresAt the far future for the current secret */
    private record Secret(Signer signer, Instant expiresAt) {
        boolean good(Instant now) {
            return now.isBefore(expiresAt);
        }
    }

    private final List<Secret> newestFirst;

    /** @throws IllegalArgumentException if a secret is invalid */
    public EndpointSigner(WebhookEndpoint endpoint) {
        List<Secret> secrets = new ArrayList<>();
        for (WebhookSecret secret : endpoint.getSecrets()) {
            secrets.add(new Secret(
                    Signer.of(secret.getSecret()), secret.getExpiresAt().orElse(Instant.MAX)));
        }
        newestFirst = List.copyOf(secrets);
    }

    /**
     * Passes on the names and values of the headers that sign.
     *
     * @return false if no secret is valid any more
     */
    public boolean sign(String eventId, Instant now, byte[] body, BiConsumer<String, String> headers) {
        long timestamp = now.getEpochSecond();
        StringBuilder standard = new StringBuilder();
        int signed = 0;
        for (Secret secret : newestFirst) {
            if (!secret.good(now)) {
                continue;
            }
            if (signed < 2) {
                headers.accept(
                        signed == 0 ? RequestHeaders.SIGNATURE : RequestHeaders.SIGNATURE_PREVIOUS,
                        secret.signer().hex(body));
            }
            if (signed > 0) {
                standard.append(' ');
            }
            standard.append(secret.signer().standard(eventId, timestamp, body));
            signed++;
        }
        if (signed == 0) {
            return false;
        }
        String seconds = Long.toString(timestamp);
        headers.accept(RequestHeaders.TIMESTAMP, seconds);
        headers.accept(RequestHeaders.STANDARD_ID, eventId);
        headers.accept(RequestHeaders.STANDARD_TIMESTAMP, seconds);
        headers.accept(RequestHeaders.STANDARD_SIGNATURE, standard.toString());
        return true;
    }
}
