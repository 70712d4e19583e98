package dev.loop.api.webhook;

import dev.loop.api.http.Bodies;
import dev.loop.api.http.BodyFields;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Json;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Problem;
import dev.loop.api.http.ProblemException;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.connectors.log.Acknowledged;
import dev.loop.connectors.log.LogUnavailableException;
import dev.loop.connectors.log.OutcomeUnknownException;
import dev.loop.schemas.avro.AttemptKind;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookDispatch;
import dev.loop.schemas.avro.WebhookEndpoint;
import dev.loop.schemas.event.Event;
import dev.loop.schemas.event.EventType;
import dev.loop.schemas.text.Base32;
import dev.loop.schemas.text.FieldErrors;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /v1/webhooks/{id}/test}: sends a {@code webhook.test} event now and returns the receiver's answer,
 * whatever it is. It also sends to a disabled endpoint, so that an endpoint can be tried before it is enabled. The log
 * of attempts has the request, which has no sequence number and is not retried.
 */
final class TestEvents implements Feature {

    private static final Logger LOG = LoggerFactory.getLogger(TestEvents.class);

    private static final int ID_CHARACTERS = 26;
    private static final int ID_BYTES = 17;
    private static final long NO_TICKET = -1;
    private static final long NO_SEQUENCE = 0;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final EndpointLookup lookup;
    private final TestSender sender;
    private final WebhookLog<WebhookAttempt> attempts;
    private final Clock clock;
    private final int bodyLimit;

    TestEvents(WebhookParts parts, Clock clock, int bodyLimit) {
        this.lookup = new EndpointLookup(parts);
        this.sender = parts.sender();
        this.attempts = parts.attempts();
        this.clock = clock;
        this.bodyLimit = bodyLimit;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.POST, EndpointLookup.PATH + "/test", Scope.WEBHOOKS_WRITE, this::test);
    }

    private void test(Context ctx) throws IOException {
        Parameters.of(ctx, List.of()).done();
        var errors = new FieldErrors();
        BodyFields.read(Bodies.json(ctx, bodyLimit), "a test, which has none", List.of(), errors);
        if (!errors.isEmpty()) {
            throw ProblemException.of(Problem.INVALID_BODY, errors.toList());
        }
        WebhookEndpoint endpoint = lookup.named(ctx);
        // A request has a deadline, after which there is an outcome: nothing else needs waiting for.
        WebhookAttempt attempt =
                sender.send(endpoint, dispatch(endpoint, clock.instant())).join();
        record(attempt);
        Json.answer(ctx, 200, json -> AttemptFields.write(json, attempt));
    }

    private static WebhookDispatch dispatch(WebhookEndpoint endpoint, Instant now) {
        String name = name();
        String eventId = "evt_test_" + name;
        var event = new Event(eventId, EventType.WEBHOOK_TEST, now.toEpochMilli(), json -> {
            json.writeStartObject();
            json.writeStringField("endpointId", endpoint.getId());
            json.writeStringField("message", "It works: this is a test.");
            json.writeEndObject();
        });
        return new WebhookDispatch(
                "dl_" + name,
                endpoint.getId(),
                endpoint.getProject(),
                eventId,
                EventType.WEBHOOK_TEST.word(),
                NO_SEQUENCE,
                1,
                NO_TICKET,
                AttemptKind.TEST,
                now,
                now,
                ByteBuffer.wrap(event.json()),
                false);
    }

    private static String name() {
        byte[] bytes = new byte[ID_BYTES];
        RANDOM.nextBytes(bytes);
        return Base32.encode(bytes, 0, ID_CHARACTERS);
    }

    /**
     * Records the attempt; a failure to do so is only logged, since the answer is worth more than its place in the log.
     */
    private void record(WebhookAttempt attempt) {
        try {
            Acknowledged.get(attempts.append(attempt.getEndpointId(), attempt));
        } catch (LogUnavailableException | OutcomeUnknownException notRecorded) {
            LOG.warn(
                    "The test of {} is not in its log of attempts: {}",
                    attempt.getEndpointId(),
                    notRecorded.getMessage());
        }
    }
}
