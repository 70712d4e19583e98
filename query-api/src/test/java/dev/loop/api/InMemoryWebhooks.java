package dev.loop.api;

import dev.loop.api.control.InMemoryTable;
import dev.loop.api.webhook.EndpointBook;
import dev.loop.api.webhook.WebhookParts;
import dev.loop.connectors.webhook.address.AddressRules;
import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookCommand;
import dev.loop.schemas.avro.WebhookDispatch;
import dev.loop.schemas.avro.WebhookEndpoint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The parts under the calls about webhooks, without Kafka and without a network. */
final class InMemoryWebhooks {

    final InMemoryTable<WebhookEndpoint> endpoints = new InMemoryTable<>();
    final InMemoryDeliveries deliveries = new InMemoryDeliveries();
    final List<WebhookCommand> commands = new ArrayList<>();
    final List<WebhookAttempt> attempts = new ArrayList<>();
    final List<WebhookDispatch> tests = new ArrayList<>();

    @Nullable
    RuntimeException appendFailure;

    WebhookParts parts() {
        return new WebhookParts(
                new EndpointBook(endpoints),
                deliveries::of,
                (id, command) -> append(commands, command),
                (id, attempt) -> append(attempts, attempt),
                this::answered,
                AddressRules.publicOnly());
    }

    private <T> CompletableFuture<?> append(List<T> to, T record) {
        if (appendFailure != null) {
            return CompletableFuture.failedFuture(appendFailure);
        }
        to.add(record);
        return CompletableFuture.completedFuture(record);
    }

    private CompletableFuture<WebhookAttempt> answered(WebhookEndpoint endpoint, WebhookDispatch dispatch) {
        tests.add(dispatch);
        return CompletableFuture.completedFuture(
                attempt(endpoint.getId(), dispatch, AttemptOutcome.HTTP_ERROR, 500, "not \"today\""));
    }

    static WebhookAttempt attempt(
            String endpointId, WebhookDispatch dispatch, AttemptOutcome outcome, int status, String body) {
        return new WebhookAttempt(
                dispatch.getDeliveryId(),
                endpointId,
                dispatch.getProject(),
                dispatch.getEventId(),
                dispatch.getType(),
                dispatch.getSequence(),
                dispatch.getAttempt(),
                dispatch.getTicket(),
                dispatch.getKind(),
                outcome,
                false,
                false,
                status,
                outcome == AttemptOutcome.SUCCEEDED ? null : "The receiver answered " + status,
                null,
                "203.0.113.7",
                "https://example.com/hook",
                ApiFixture.NOW,
                12L,
                Map.of("Loop-Signature", "5ec3e7", "webhook-signature", "v1,5ec3e7", "Loop-Event-Id", "evt_1"),
                Map.of("content-type", "text/plain"),
                ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)),
                false);
    }
}
