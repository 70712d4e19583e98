package dev.loop.api.webhook;

import dev.loop.api.http.Bodies;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Format;
import dev.loop.api.http.IdempotencyKey;
import dev.loop.api.http.Json;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Problem;
import dev.loop.api.http.ProblemException;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.key.Access;
import dev.loop.api.table.Table;
import dev.loop.api.table.TableAnswer;
import dev.loop.schemas.avro.WebhookEndpoint;
import dev.loop.schemas.text.Base32;
import dev.loop.schemas.text.FieldErrors;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code /v1/webhooks}: the endpoints. Creating one makes the secret that signs its events, and shows it. */
final class Endpoints implements Feature {

    /** The limit of a project. Every instance holds all endpoints, and matches every event against each. */
    static final int MOST = 1_000;

    private static final String PATH = EndpointLookup.PATH;
    private static final int ID_BYTES = 10;
    private static final int ID_CHARACTERS = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final EndpointLookup lookup;
    private final TargetRules targets;
    private final Clock clock;
    private final int bodyLimit;

    Endpoints(WebhookParts parts, Clock clock, int bodyLimit) {
        this.lookup = new EndpointLookup(parts);
        this.targets = new TargetRules(parts.addresses());
        this.clock = clock;
        this.bodyLimit = bodyLimit;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, "/v1/webhooks", Scope.WEBHOOKS_READ, this::list)
                .scoped(HandlerType.POST, "/v1/webhooks", Scope.WEBHOOKS_WRITE, this::create)
                .scoped(HandlerType.GET, PATH, Scope.WEBHOOKS_READ, this::read)
                .scoped(HandlerType.PATCH, PATH, Scope.WEBHOOKS_WRITE, this::change)
                .scoped(HandlerType.DELETE, PATH, Scope.WEBHOOKS_WRITE, this::delete)
                .scoped(HandlerType.POST, PATH + "/enable", Scope.WEBHOOKS_WRITE, ctx -> enable(ctx, true))
                .scoped(HandlerType.POST, PATH + "/disable", Scope.WEBHOOKS_WRITE, ctx -> enable(ctx, false));
    }

    private void list(Context ctx) throws IOException {
        Parameters parameters = Parameters.of(ctx, List.of("limit"));
        int limit = parameters.number("limit", 1, MOST, MOST);
        parameters.done();
        List<WebhookEndpoint> all = lookup.book().all(Access.caller(ctx).project());
        List<WebhookEndpoint> shown = all.subList(0, Math.min(limit, all.size()));
        Instant now = clock.instant();
        Optional<Format> format = TableAnswer.wanted(ctx);
        if (format.isPresent()) {
            var table = new Table<WebhookEndpoint>(
                    "webhooks",
                    EndpointFields.COLUMNS,
                    endpoint -> EndpointFields.cells(endpoint, lookup.seen(endpoint)),
                    (json, endpoint) -> EndpointFields.write(json, endpoint, lookup.seen(endpoint), now));
            TableAnswer.write(ctx, format.get(), table, Table.rows(shown));
            return;
        }
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("data");
            for (WebhookEndpoint endpoint : shown) {
                EndpointFields.write(json, endpoint, lookup.seen(endpoint), now);
            }
            json.writeEndArray();
            json.writeNumberField("endpoints", all.size());
            json.writeEndObject();
        });
    }

    private void create(Context ctx) throws IOException {
        Parameters.of(ctx, List.of()).done();
        Optional<String> key = IdempotencyKey.of(ctx);
        var errors = new FieldErrors();
        Instant now = clock.instant();
        byte[] body = Bodies.json(ctx, bodyLimit);
        WebhookEndpoint asked = EndpointBody.read(body, targets, errors)
                .create(id(), Access.caller(ctx).project(), Secrets.random(), now);
        refuse(errors);
        WebhookEndpoint named = key.isPresent() ? CreationKey.name(asked, key.get(), body) : asked;
        WebhookEndpoint made = lookup.book()
                .add(named, MOST)
                .orElseThrow(() -> Problem.TOO_MANY.because("The project has " + MOST + " endpoints already."));
        CreationKey.requireSame(made, named);
        boolean known = !made.getId().equals(named.getId());
        if (known) {
            ctx.header("Idempotent-Replayed", "true");
        }
        ctx.header("Location", "/v1/webhooks/" + made.getId());
        ctx.header("Cache-Control", "no-store");
        Json.answer(ctx, known ? 200 : 201, json -> {
            json.writeStartObject();
            EndpointFields.writeMembers(json, made, lookup.seen(made), now);
            if (CreationKey.showsSecret(made, now)) {
                json.writeStringField("secret", made.getSecrets().get(0).getSecret());
            }
            json.writeEndObject();
        });
    }

    private static String id() {
        byte[] bytes = new byte[ID_BYTES];
        RANDOM.nextBytes(bytes);
        return "we_" + Base32.encode(bytes, 0, ID_CHARACTERS);
    }

    private void read(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        answer(ctx, lookup.named(ctx));
    }

    private void change(Context ctx) throws IOException {
        Parameters.of(ctx, List.of()).done();
        var errors = new FieldErrors();
        EndpointBody body = EndpointBody.read(Bodies.json(ctx, bodyLimit), targets, errors);
        Instant enabledAt = enabledAt(ctx);
        answer(ctx, changed(ctx, endpoint -> {
            WebhookEndpoint changed = body.change(endpoint, clock.instant(), enabledAt);
            refuse(errors);
            return changed;
        }));
    }

    private void enable(Context ctx, boolean enabled) {
        Parameters.of(ctx, List.of()).done();
        Instant enabledAt = enabledAt(ctx);
        answer(ctx, changed(ctx, endpoint -> {
            WebhookEndpoint.Builder to = WebhookEndpoint.newBuilder(endpoint);
            Enabling.set(to, enabled, enabledAt);
            return to.setUpdatedAt(clock.instant()).build();
        }));
    }

    private Instant enabledAt(Context ctx) {
        return Enabling.after(lookup.seen(lookup.named(ctx)).health(), clock.instant());
    }

    private WebhookEndpoint changed(Context ctx, java.util.function.UnaryOperator<WebhookEndpoint> how) {
        return lookup.book()
                .change(Access.caller(ctx).project(), ctx.pathParam("id"), how)
                .orElseThrow(() -> EndpointLookup.notFound(ctx));
    }

    private void delete(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        if (!lookup.book().remove(Access.caller(ctx).project(), ctx.pathParam("id"))) {
            throw EndpointLookup.notFound(ctx);
        }
        ctx.status(204);
    }

    private void answer(Context ctx, WebhookEndpoint endpoint) {
        Json.answer(ctx, 200, json -> EndpointFields.write(json, endpoint, lookup.seen(endpoint), clock.instant()));
    }

    private static void refuse(FieldErrors errors) {
        if (!errors.isEmpty()) {
            throw ProblemException.of(Problem.INVALID_BODY, errors.toList());
        }
    }
}
