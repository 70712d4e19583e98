package dev.loop.api.dashboard;

import dev.loop.api.http.Bodies;
import dev.loop.api.http.BodyFields;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Json;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Problem;
import dev.loop.api.http.ProblemException;
import dev.loop.api.http.Routes;
import dev.loop.api.key.BrowserSessions;
import dev.loop.api.key.Caller;
import dev.loop.api.key.KeyRing;
import dev.loop.api.key.SameOrigin;
import dev.loop.api.key.SessionCookie;
import dev.loop.api.limit.Limits;
import dev.loop.schemas.text.FieldErrors;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Signs a browser in: by {@code /sign-in?token=…}, a link that works once, or with a secret key sent to
 * {@code /session}. The browser then has a cookie that no script can read and no other site can use.
 *
 * <p>A link can be opened anywhere, even in the browser of somebody else. It therefore signs in at once only a browser
 * that is not signed in, and that no other site sent here; any other sees a page that asks, and sends the token to
 * {@code /session}.
 */
final class SignIn implements Feature {

    /** The limit of the body, since a key is short. */
    private static final int BODY_LIMIT = 4 << 10;

    private final BrowserSessions sessions;
    private final KeyRing keys;
    private final Limits limits;

    SignIn(BrowserSessions sessions, KeyRing keys, Limits limits) {
        this.sessions = sessions;
        this.keys = keys;
        this.limits = limits;
    }

    @Override
    public void addTo(Routes routes) {
        routes.open(HandlerType.GET, "/sign-in", this::byLink)
                .open(HandlerType.GET, "/session", this::read)
                .open(HandlerType.POST, "/session", this::signIn)
                .open(HandlerType.DELETE, "/session", this::signOut);
    }

    private void byLink(Context ctx) {
        ctx.header("Cache-Control", "no-store");
        String token = ctx.queryParam("token");
        // A browser that prefetches, or a link checker, must not use the link up.
        boolean meant = ctx.req().getMethod().equals("GET") && ctx.header("Sec-Purpose") == null;
        if (token == null || !meant) {
            ctx.redirect("/signed-out", HttpStatus.SEE_OTHER);
            return;
        }
        if (SessionCookie.isThere(ctx) || isFromElsewhere(ctx)) {
            // The token stands behind #, which no server and no log sees.
            ctx.redirect(
                    "/signed-out?link=ask#" + URLEncoder.encode(token, StandardCharsets.UTF_8), HttpStatus.SEE_OTHER);
            return;
        }
        limits.signIn(ctx);
        Optional<BrowserSessions.Opened> opened = sessions.openByLink(token, Optional.empty());
        opened.ifPresent(session -> SessionCookie.set(ctx, session.cookie()));
        ctx.redirect(opened.isPresent() ? "/" : "/signed-out?link=used", HttpStatus.SEE_OTHER);
    }

    private static boolean isFromElsewhere(Context ctx) {
        String site = ctx.header("Sec-Fetch-Site");
        return site != null && !site.equals("none") && !site.equals("same-origin");
    }

    private void signIn(Context ctx) throws IOException {
        SameOrigin.require(ctx);
        limits.signIn(ctx);
        Parameters.of(ctx, List.of()).done();
        var errors = new FieldErrors();
        BodyFields fields = BodyFields.read(Bodies.json(ctx, BODY_LIMIT), "a sign-in", List.of("key", "token"), errors);
        Optional<String> key = fields.text("key");
        Optional<String> token = fields.text("token");
        if (key.isPresent() == token.isPresent() && errors.isEmpty()) {
            errors.add("key", "and token are " + (key.isPresent() ? "both there" : "missing"), "send one of them");
        }
        if (!errors.isEmpty()) {
            throw ProblemException.of(Problem.INVALID_BODY, errors.toList());
        }
        Optional<Caller> before = signedIn(ctx);
        if (key.isPresent()) {
            withKey(ctx, key.get(), before);
        } else {
            signedIn(ctx, sessions.openByLink(token.orElseThrow(), before).orElseThrow(SignIn::linkUsed));
        }
    }

    private void withKey(Context ctx, String key, Optional<Caller> before) {
        Optional<Caller> found = keys.find(key);
        limits.key(ctx, found.map(Caller::keyId));
        Caller caller = found.orElseThrow(SignIn::unknownKey);
        if (!caller.mayRead()) {
            throw Problem.FORBIDDEN.because("The key " + caller.keyId()
                    + (caller.publishable().isPresent()
                            ? " is publishable: it creates feedback, and cannot sign in."
                            : " may see nothing, and cannot sign in."));
        }
        Optional<Caller> same = before.filter(session -> sessions.isOf(session, caller));
        if (same.isPresent()) {
            answer(ctx, same.get());
        } else {
            signedIn(ctx, sessions.openWith(caller, before).orElseThrow(SignIn::unknownKey));
        }
    }

    private static void signedIn(Context ctx, BrowserSessions.Opened opened) {
        SessionCookie.set(ctx, opened.cookie());
        answer(ctx, opened.caller());
    }

    private static ProblemException unknownKey() {
        return Problem.UNAUTHENTICATED.because("The key is not known here.");
    }

    private static ProblemException linkUsed() {
        return Problem.UNAUTHENTICATED.because("That link does not work any more: each works once, within "
                + BrowserSessions.LINK_LIFE.toMinutes() + " minutes, while there is what it was made with.");
    }

    private void read(Context ctx) {
        SameOrigin.require(ctx);
        answer(ctx, signedIn(ctx).orElseThrow(SignIn::nobody));
    }

    private void signOut(Context ctx) {
        SameOrigin.require(ctx);
        signedIn(ctx).ifPresent(sessions::close);
        SessionCookie.clear(ctx);
        ctx.status(204);
    }

    private Optional<Caller> signedIn(Context ctx) {
        return SessionCookie.of(ctx).flatMap(sessions::find);
    }

    private static ProblemException nobody() {
        return Problem.UNAUTHENTICATED.because("This browser is not signed in.");
    }

    private static void answer(Context ctx, Caller caller) {
        ctx.header("Cache-Control", "no-store");
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeStringField("id", caller.keyId());
            json.writeStringField("project", caller.project());
            json.writeArrayFieldStart("scopes");
            for (String scope : caller.scopes()) {
                json.writeString(scope);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }
}
