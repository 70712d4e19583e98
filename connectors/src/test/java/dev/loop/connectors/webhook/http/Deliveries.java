package dev.loop.connectors.webhook.http;

import dev.loop.schemas.TrustedRecords;
import dev.loop.schemas.avro.AttemptKind;
import dev.loop.schemas.avro.WebhookDispatch;
import dev.loop.schemas.avro.WebhookEndpoint;
import dev.loop.schemas.avro.WebhookSecret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Endpoints and dispatches for tests. */
final class Deliveries {

    static {
        TrustedRecords.install();
    }

    static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    static WebhookEndpoint endpoint(String url) {
        return endpoint(url, Map.of());
    }

    static WebhookEndpoint endpoint(String url, Map<String, String> headers) {
        return WebhookEndpoint.newBuilder()
                .setId("we_1")
                .setProject("default")
                .setUrl(url)
                .setHeaders(headers)
                .setEvents(List.of("feedback.created"))
                .setEnabledAt(Instant.EPOCH)
                .setSecrets(List.of(WebhookSecret.newBuilder()
                        .setSecret(SECRET)
                        .setCreatedAt(Instant.EPOCH)
                        .build()))
                .setCreatedAt(Instant.EPOCH)
                .setUpdatedAt(Instant.EPOCH)
                .build();
    }

    static WebhookDispatch dispatch() {
        return dispatch("{\"id\":\"evt_1\",\"type\":\"feedback.created\"}");
    }

    static WebhookDispatch dispatch(String body) {
        return WebhookDispatch.newBuilder()
                .setDeliveryId("dl_1")
                .setEndpointId("we_1")
                .setProject("default")
                .setEventId("evt_1")
                .setType("feedback.created")
                .setSequence(7)
                .setAttempt(2)
                .setTicket(9)
                .setKind(AttemptKind.RETRY)
                .setCreatedAt(Instant.EPOCH)
                .setDueAt(Instant.EPOCH)
                .setBody(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)))
                .build();
    }

    private Deliveries() {}
}
