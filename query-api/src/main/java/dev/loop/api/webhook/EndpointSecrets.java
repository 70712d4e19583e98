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
import dev.loop.api.key.Access;
import dev.loop.connectors.seal.MasterKeys;
import dev.loop.schemas.avro.WebhookEndpoint;
import dev.loop.schemas.avro.WebhookSecret;
import dev.loop.schemas.text.FieldErrors;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Shows and replaces the secrets, and the headers sent along, for keys with the scope. */
final class EndpointSecrets implements Feature {

    private final EndpointLookup lookup;
    private final Clock clock;
    private final int bodyLimit;

    EndpointSecrets(WebhookParts parts, Clock clock, int bodyLimit) {
        this.lookup = new EndpointLookup(parts);
        this.clock = clock;
        this.bodyLimit = bodyLimit;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, EndpointLookup.PATH + "/secret", Scope.WEBHOOKS_SECRETS, this::show)
                .scoped(HandlerType.POST, EndpointLookup.PATH + "/rotate", Scope.WEBHOOKS_SECRETS, this::rotate);
    }

    private void show(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        WebhookEndpoint endpoint = lookup.named(ctx);
        if (SealedEndpoints.texts(endpoint).anyMatch(MasterKeys::looksSealed)) {
            throw Problem.NOT_READY.because(
                    "The secret or a header of the endpoint is sealed and cannot be opened here:"
                            + " the server needs the master key (LOOP_MASTER_KEY) that it was sealed with. If it has that, rotate"
                            + " the secret with {\"overlap\":\"0s\"} and set the headers again.");
        }
        answer(ctx, endpoint);
    }

    private void rotate(Context ctx) throws IOException {
        Parameters.of(ctx, List.of()).done();
        var errors = new FieldErrors();
        Duration overlap = BodyFields.read(Bodies.json(ctx, bodyLimit), "a rotation", List.of("overlap"), errors)
                .length("overlap", Duration.ZERO, Secrets.LONGEST_OVERLAP)
                .orElse(Secrets.USUAL_OVERLAP);
        if (!errors.isEmpty()) {
            throw ProblemException.of(Problem.INVALID_BODY, errors.toList());
        }
        WebhookEndpoint rotated = lookup.book()
                .change(Access.caller(ctx).project(), ctx.pathParam("id"), endpoint -> rotated(endpoint, overlap))
                .orElseThrow(() -> EndpointLookup.notFound(ctx));
        answer(ctx, rotated);
    }

    private WebhookEndpoint rotated(WebhookEndpoint endpoint, Duration overlap) {
        Instant now = clock.instant();
        List<WebhookSecret> secrets = Secrets.rotated(endpoint.getSecrets(), Secrets.random(), overlap, now);
        if (secrets.size() > Secrets.MOST) {
            throw Problem.TOO_MANY.because("The endpoint has " + Secrets.MOST
                    + " secrets in use already. Wait until one expires, or send {\"overlap\":\"0s\"}, which ends them"
                    + " all but the new one.");
        }
        return WebhookEndpoint.newBuilder(endpoint)
                .setSecrets(secrets)
                .setUpdatedAt(now)
                .build();
    }

    private void answer(Context ctx, WebhookEndpoint endpoint) {
        ctx.header("Cache-Control", "no-store");
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeStringField("id", endpoint.getId());
            EndpointFields.writeSecrets(json, endpoint, clock.instant());
            json.writeObjectFieldStart("headers");
            for (Map.Entry<String, String> header : new TreeMap<>(endpoint.getHeaders()).entrySet()) {
                if (MasterKeys.looksSealed(header.getValue())) {
                    continue;
                }
                json.writeStringField(header.getKey(), header.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        });
    }
}
