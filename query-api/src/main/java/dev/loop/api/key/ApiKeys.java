package dev.loop.api.key;

import dev.loop.api.http.Bodies;
import dev.loop.api.http.BodyFields;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Format;
import dev.loop.api.http.Json;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Problem;
import dev.loop.api.http.ProblemException;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.table.Table;
import dev.loop.api.table.TableAnswer;
import dev.loop.schemas.avro.ApiKey;
import dev.loop.schemas.avro.KeyLimits;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.Rfc3339;
import dev.loop.schemas.text.TextRules;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code /v1/keys}: the keys of the API, and the browsers that are signed in. A key is shown once, when it is made; a
 * caller gives only scopes that it has.
 */
public final class ApiKeys implements Feature {

    private static final String PATH = "/v1/keys/{id}";
    private static final int MOST = 200;
    private static final Duration USUAL_OVERLAP = Duration.ofHours(24);

    /** The limit of an overlap: an app that people install is replaced within months. */
    private static final Duration LONGEST_OVERLAP = Duration.ofDays(90);

    private final KeyBook book;
    private final BrowserSessions sessions;
    private final KeyUse use;
    private final Clock clock;
    private final int bodyLimit;
    private final KeyFactory factory = new KeyFactory();

    public ApiKeys(KeyBook book, BrowserSessions sessions, KeyUse use, Clock clock, int bodyLimit) {
        this.book = book;
        this.sessions = sessions;
        this.use = use;
        this.clock = clock;
        this.bodyLimit = bodyLimit;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, "/v1/keys", Scope.KEYS_READ, this::list)
                .scoped(HandlerType.POST, "/v1/keys", Scope.KEYS_WRITE, this::create)
                .scoped(HandlerType.PATCH, PATH, Scope.KEYS_WRITE, this::change)
                .scoped(HandlerType.POST, PATH + "/rotate", Scope.KEYS_WRITE, this::rotate)
                .scoped(HandlerType.DELETE, PATH, Scope.KEYS_WRITE, this::revoke)
                .scoped(HandlerType.POST, "/v1/sign-in-links", Scope.KEYS_WRITE, this::link);
    }

    private void list(Context ctx) throws IOException {
        Parameters.of(ctx, List.of()).done();
        Caller caller = Access.caller(ctx);
        List<ApiKey> all = living(caller.project()).toList();
        List<KeyUse.Used> keys = use.of(
                all.stream().filter(key -> !BrowserSessions.isSession(key)).toList());
        Optional<Format> format = TableAnswer.wanted(ctx);
        if (format.isPresent()) {
            TableAnswer.write(ctx, format.get(), KeyFields.table(caller), Table.rows(keys));
            return;
        }
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("data");
            for (KeyUse.Used key : keys) {
                KeyFields.write(json, key, caller);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("browsers");
            for (ApiKey key : all) {
                if (BrowserSessions.isSession(key)) {
                    KeyFields.write(json, key, caller);
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private void create(Context ctx) throws IOException {
        Parameters.of(ctx, List.of()).done();
        Caller caller = Access.caller(ctx);
        var errors = new FieldErrors();
        KeyBody body = body(ctx, "a key", KeyBody.NEW, errors);
        String name = body.name();
        List<String> scopes = body.scopes(caller);
        boolean publishable = body.publishable(scopes);
        Optional<String> source = body.source(publishable);
        List<String> origins = body.origins(publishable);
        List<String> forms = body.forms(publishable);
        Optional<KeyLimits> limits = body.limits(Optional.empty(), publishable);
        refuse(errors);
        String secret = publishable ? factory.publishable() : factory.secret();
        Instant now = clock.instant();
        ApiKey key = KeyFactory.stored(secret, name, scopes, publishable, source, origins, forms, limits, now);
        book.changeLiving(caller.project(), now, keys -> with(keys, key));
        answer(ctx, caller, key, secret);
    }

    private KeyBody body(Context ctx, String of, List<String> known, FieldErrors errors) throws IOException {
        return new KeyBody(BodyFields.read(Bodies.json(ctx, bodyLimit), of, known, errors), errors);
    }

    private static void refuse(FieldErrors errors) {
        if (!errors.isEmpty()) {
            throw ProblemException.of(Problem.INVALID_BODY, errors.toList());
        }
    }

    private void answer(Context ctx, Caller caller, ApiKey key, String secret) {
        Json.answer(ctx, 201, json -> {
            json.writeStartObject();
            KeyFields.writeMembers(json, key, caller);
            json.writeStringField("key", secret);
            json.writeEndObject();
        });
        ctx.header("Cache-Control", "no-store");
        ctx.header("Location", "/v1/keys/" + key.getId());
    }

    private void change(Context ctx) throws IOException {
        Parameters.of(ctx, List.of()).done();
        Caller caller = Access.caller(ctx);
        ApiKey key = named(ctx, caller, "change");
        var errors = new FieldErrors();
        KeyBody body = body(ctx, "a change of a key", KeyBody.CHANGE, errors);
        changed(body, key);
        refuse(errors);
        book.change(
                caller.project(),
                keys -> keys.stream()
                        .map(one -> one.getId().equals(key.getId()) ? changed(body, one) : one)
                        .toList());
        ApiKey after = named(ctx, caller, "change");
        Json.answer(ctx, 200, json -> KeyFields.write(json, after, caller));
    }

    private static ApiKey changed(KeyBody body, ApiKey key) {
        boolean publishable = Caller.isPublishable(key);
        ApiKey.Builder changed = ApiKey.newBuilder(key);
        if (body.sets("name")) {
            changed.setName(body.name());
        }
        if (body.sets("source")) {
            changed.setSource(body.source(publishable).orElse(null));
        }
        if (body.sets("origins")) {
            changed.setOrigins(body.origins(publishable));
        }
        if (body.sets("forms")) {
            changed.setForms(body.forms(publishable));
        }
        if (body.sets("limits")) {
            changed.setLimits(body.limits(key.getLimits(), publishable).orElse(null));
        }
        return changed.build();
    }

    /** Makes a key that replaces another one, which goes on for the overlap. */
    private void rotate(Context ctx) throws IOException {
        Parameters.of(ctx, List.of()).done();
        Caller caller = Access.caller(ctx);
        ApiKey before = named(ctx, caller, "rotate");
        var errors = new FieldErrors();
        Duration overlap = BodyFields.read(Bodies.json(ctx, bodyLimit), "a rotation", List.of("overlap"), errors)
                .length("overlap", Duration.ZERO, LONGEST_OVERLAP)
                .orElse(USUAL_OVERLAP);
        refuse(errors);
        Instant now = clock.instant();
        String secret = Caller.isPublishable(before) ? factory.publishable() : factory.secret();
        ApiKey key = KeyFactory.rotated(secret, before, now);
        long ends = now.plus(overlap).toEpochMilli();
        book.changeLiving(caller.project(), now, keys -> with(ending(keys, before.getId(), ends, key), key));
        answer(ctx, caller, key, secret);
    }

    /** Returns the keys with an end for one of them, unless its successor is there already. */
    private static List<ApiKey> ending(List<ApiKey> keys, String id, long ends, ApiKey successor) {
        if (KeyBook.has(keys, successor.getId())) {
            return keys;
        }
        ApiKey key =
                keys.stream().filter(one -> one.getId().equals(id)).findFirst().orElseThrow(() -> notFound(id));
        if (key.getExpiresAt().isPresent()) {
            throw Problem.KEY_ROTATED.because("The key " + id + " was rotated, and ends at "
                    + Rfc3339.format(key.getExpiresAt().get()) + ".");
        }
        return keys.stream()
                .map(one -> one.getId().equals(id)
                        ? ApiKey.newBuilder(one).setExpiresAt(ends).build()
                        : one)
                .toList();
    }

    /** Returns the key of the path, which the caller must have the scopes of. */
    private ApiKey named(Context ctx, Caller caller, String to) {
        String id = ctx.pathParam("id");
        ApiKey key = living(caller.project())
                .filter(one -> one.getId().equals(id) && !BrowserSessions.isSession(one))
                .findFirst()
                .orElseThrow(() -> notFound(id));
        require(caller, key, to);
        return key;
    }

    private Stream<ApiKey> living(String project) {
        long now = clock.millis();
        return book.all(project).stream().filter(key -> now < Lineage.end(key));
    }

    private static ProblemException notFound(String id) {
        return Problem.NOT_FOUND.because("There is no key " + TextRules.quote(id) + ".");
    }

    private static void require(Caller caller, ApiKey key, String to) {
        List<String> lacks = caller.lacks(key.getScopes());
        if (!lacks.isEmpty()) {
            throw Problem.FORBIDDEN.because("To " + to + " " + key.getId()
                    + " takes the scopes that it has, and your key " + caller.keyId() + " lacks "
                    + String.join(", ", lacks) + ".");
        }
    }

    private static List<ApiKey> with(List<ApiKey> keys, ApiKey key) {
        if (KeyBook.has(keys, key.getId())) {
            return keys;
        }
        if (keys.stream().filter(k -> !BrowserSessions.isSession(k)).count() >= MOST) {
            throw Problem.TOO_MANY.because("The project has " + MOST + " keys.");
        }
        var more = new ArrayList<>(keys);
        more.add(key);
        return more;
    }

    /** Revokes a key with everything begun with it: sessions, their links and sessions of those. */
    private void revoke(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        Caller caller = Access.caller(ctx);
        String id = ctx.pathParam("id");
        ApiKey key = book.all(caller.project()).stream()
                .filter(one -> one.getId().equals(id))
                .findFirst()
                .orElseThrow(() -> notFound(id));
        require(caller, key, "revoke");
        book.revoke(caller.project(), id);
        ctx.status(204);
    }

    private void link(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        BrowserSessions.FreshLink link = sessions.linkBy(Access.caller(ctx));
        Json.answer(ctx, 201, json -> {
            json.writeStartObject();
            json.writeStringField("path", "/sign-in?token=" + link.token());
            json.writeStringField("expiresAt", Rfc3339.format(link.expires().toEpochMilli()));
            json.writeEndObject();
        });
        ctx.header("Cache-Control", "no-store");
    }
}
