package dev.loop.api.key;

import com.fasterxml.jackson.databind.JsonNode;
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
import dev.loop.schemas.intake.FeedbackRules;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.Nearest;
import dev.loop.schemas.text.Rfc3339;
import dev.loop.schemas.text.TextRules;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * {@code /v1/keys}: the keys of the API, and the browsers that are signed in. A key is shown once, when it is made; a
 * caller gives only scopes that it has.
 */
public final class ApiKeys implements Feature {

    private static final String PATH = "/v1/keys/{id}";
    private static final int MOST = 200;
    private static final int NAME_LENGTH = 100;
    private static final List<String> FIELDS = List.of("name", "scopes", "publishable", "source");
    private static final List<String> WORDS =
            Stream.of(Scope.values()).map(Scope::word).toList();

    private final KeyBook book;
    private final BrowserSessions sessions;
    private final Clock clock;
    private final int bodyLimit;
    private final KeyFactory factory = new KeyFactory();

    public ApiKeys(KeyBook book, BrowserSessions sessions, Clock clock, int bodyLimit) {
        this.book = book;
        this.sessions = sessions;
        this.clock = clock;
        this.bodyLimit = bodyLimit;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, "/v1/keys", Scope.KEYS_READ, this::list)
                .scoped(HandlerType.POST, "/v1/keys", Scope.KEYS_WRITE, this::create)
                .scoped(HandlerType.DELETE, PATH, Scope.KEYS_WRITE, this::revoke)
                .scoped(HandlerType.POST, "/v1/sign-in-links", Scope.KEYS_WRITE, this::link);
    }

    private void list(Context ctx) throws IOException {
        Parameters.of(ctx, List.of()).done();
        Caller caller = Access.caller(ctx);
        List<ApiKey> all = book.all(caller.project());
        Optional<Format> format = TableAnswer.wanted(ctx);
        if (format.isPresent()) {
            List<ApiKey> keys =
                    all.stream().filter(key -> !BrowserSessions.isSession(key)).toList();
            TableAnswer.write(ctx, format.get(), KeyFields.table(caller), Table.rows(keys));
            return;
        }
        Instant now = clock.instant();
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("data");
            for (ApiKey key : all) {
                if (!BrowserSessions.isSession(key)) {
                    KeyFields.write(json, key, caller);
                }
            }
            json.writeEndArray();
            json.writeArrayFieldStart("browsers");
            for (ApiKey key : all) {
                if (BrowserSessions.isSession(key)
                        && key.getExpiresAt().map(at -> now.toEpochMilli() < at).orElse(true)) {
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
        BodyFields fields = BodyFields.read(Bodies.json(ctx, bodyLimit), "a key", FIELDS, errors);
        String name = name(fields, errors);
        List<String> scopes = scopes(fields.node("scopes"), caller, errors);
        boolean publishable = publishable(fields.yesOrNo("publishable"), scopes, errors);
        Optional<String> source = fields.text("source");
        source.ifPresent(text -> checkSource(text, publishable, errors));
        if (!errors.isEmpty()) {
            throw ProblemException.of(Problem.INVALID_BODY, errors.toList());
        }
        String secret = publishable ? factory.publishable() : factory.secret();
        ApiKey key = KeyFactory.stored(secret, name, scopes, publishable, source, clock.instant());
        book.change(caller.project(), keys -> with(keys, key));
        Json.answer(ctx, 201, json -> {
            json.writeStartObject();
            KeyFields.writeMembers(json, key, caller);
            json.writeStringField("key", secret);
            json.writeEndObject();
        });
        ctx.header("Cache-Control", "no-store");
        ctx.header("Location", "/v1/keys/" + key.getId());
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

    /**
     * Returns whether a new key is publishable. A key that may only create is meant for pages, unless the caller says
     * that a server holds it.
     */
    private static boolean publishable(Optional<Boolean> said, List<String> scopes, FieldErrors errors) {
        boolean creates = scopes.equals(List.of(Scope.FEEDBACK_CREATE.word()));
        if (said.orElse(false) && !creates) {
            errors.add(
                    "publishable",
                    "is true, and the scopes are not feedback:create alone",
                    "give that scope alone: anybody can read the key in a page");
        }
        return said.orElse(creates);
    }

    private static void checkSource(String source, boolean publishable, FieldErrors errors) {
        if (!publishable) {
            errors.add(
                    "source",
                    "is for publishable keys",
                    "leave it out: with a secret key each item says its source itself");
        } else {
            TextRules.label(errors, "source", source, FeedbackRules.LABEL_LENGTH);
        }
    }

    /** Revokes a key with everything begun with it: sessions, their links and sessions of those. */
    private void revoke(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        Caller caller = Access.caller(ctx);
        String id = ctx.pathParam("id");
        ApiKey key = book.all(caller.project()).stream()
                .filter(one -> one.getId().equals(id))
                .findFirst()
                .orElseThrow(() -> Problem.NOT_FOUND.because("There is no key " + TextRules.quote(id) + "."));
        List<String> lacks = caller.lacks(key.getScopes());
        if (!lacks.isEmpty()) {
            throw Problem.FORBIDDEN.because("To revoke " + id + " takes the scopes that it has, and your key "
                    + caller.keyId() + " lacks " + String.join(", ", lacks) + ".");
        }
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

    private static String name(BodyFields fields, FieldErrors errors) {
        Optional<String> name = fields.text("name");
        if (name.isEmpty() || name.get().length() > NAME_LENGTH) {
            errors.add(
                    "name",
                    name.isEmpty() ? "is missing" : "is over " + NAME_LENGTH + " characters",
                    "say who or what uses the key, in a few words");
        }
        name.filter(given -> !given.isEmpty() && given.length() <= NAME_LENGTH)
                .ifPresent(given -> TextRules.label(errors, "name", given, NAME_LENGTH));
        return name.orElse("");
    }

    private static List<String> scopes(JsonNode node, Caller caller, FieldErrors errors) {
        var scopes = new TreeSet<String>();
        if (!node.isArray() || node.isEmpty()) {
            errors.add(
                    "scopes",
                    "is not a list of scopes",
                    "send [\"*\"] for everything, or any of " + String.join(", ", WORDS));
        }
        for (JsonNode element : node) {
            String word = element.asText();
            boolean every = word.equals(Scope.EVERY);
            if (!every && !WORDS.contains(word)) {
                errors.add(
                        "scopes",
                        "has " + TextRules.quote(word),
                        Nearest.to(word, WORDS)
                                        .map(near -> "did you mean " + near + "? ")
                                        .orElse("") + "Known are *, " + String.join(", ", WORDS));
            } else if (!caller.scopes().contains(Scope.EVERY)
                    && !caller.scopes().contains(word)) {
                errors.add("scopes", "has " + word + ", which your key does not have", "give what you have yourself");
            } else {
                scopes.add(word);
            }
        }
        return scopes.contains(Scope.EVERY) ? List.of(Scope.EVERY) : List.copyOf(scopes);
    }
}
