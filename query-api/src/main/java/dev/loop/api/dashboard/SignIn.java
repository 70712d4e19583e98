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
import dev.loop.schemas.intake.FieldErrors;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Signs a browser in: by {@code /sign-in?token=…}, a link that works once, or with a secret key sent to {@code
 * /session}. The browser then has a cookie that no script can read and that no other site can use.
 */
final class SignIn implements Feature {

    /** A key is short. */
    private static final int BODY_LIMIT = 4 << 10;

    private final BrowserSessions sessions;
    private final KeyRing keys;

    SignIn(BrowserSessions sessions, KeyRing keys) {
        this.sessions = sessions;
        this.keys = keys;
    }

    @Override
    public void addTo(Routes routes) {
        routes.open(HandlerType.GET, "/sign-in", this::byLink)
                .open(HandlerType.GET, "/session", this::read)
                .open(HandlerType.POST, "/session", this::withKey)
                .open(HandlerType.DELETE, "/session", this::signOut);
    }

    private void byLink(Context ctx) {
        ctx.header("Cache-Control", "no-store");
        String token = ctx.queryParam("token");
        // A browser that prefetches, or a link checker, must not use the link up.
        boolean meant = ctx.req().getMethod().equals("GET") && ctx.header("Sec-Purpose") == null;
        if (token != null && meant) {
            Optional<BrowserSessions.Opened> opened = sessions.openByLink(token);
            opened.ifPresent(session -> SessionCookie.set(ctx, session.cookie()));
            ctx.redirect(opened.isPresent() ? "/" : "/signed-out?link=used", HttpStatus.SEE_OTHER);
            return;
        }
        ctx.redirect("/signed-out", HttpStatus.SEE_OTHER);
    }

    private void withKey(Context ctx) throws IOException {
        SameOrigin.require(ctx);
        Parameters.of(ctx, List.of()).done();
        var errors = new FieldErrors();
        BodyFields fields = BodyFields.read(Bodies.json(ctx, BODY_LIMIT), "a sign-in", List.of("key"), errors);
        Optional<String> key = fields.text("key");
        if (!errors.isEmpty()) {
            throw ProblemException.of(Problem.INVALID_BODY, errors.toList());
        }
        Caller caller = key.flatMap(keys::find)
                .orElseThrow(() -> Problem.UNAUTHENTICATED.because("The key is not known here."));
        BrowserSessions.Opened opened = sessions.openWith(caller);
        SessionCookie.set(ctx, opened.cookie());
        answer(ctx, opened.caller());
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
