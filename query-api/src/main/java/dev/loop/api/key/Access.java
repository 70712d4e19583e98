package dev.loop.api.key;

import dev.loop.api.http.Problem;
import dev.loop.api.http.ProblemException;
import dev.loop.api.http.Scope;
import dev.loop.api.http.StillAllowed;
import dev.loop.api.limit.Limits;
import io.javalin.http.Context;
import io.javalin.security.RouteRole;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;

/** Admits a call whose key, RFC 6750, or signed-in browser has the scope of its route. */
public final class Access {

    private static final String ATTRIBUTE = "caller";
    private static final String SCHEME = "bearer ";
    private static final String BASIC = "basic ";

    private final KeyRing keys;
    private final Sessions sessions;
    private final Limits limits;
    private final KeyUse use;

    public Access(KeyRing keys, Sessions sessions, Limits limits, KeyUse use) {
        this.keys = keys;
        this.sessions = sessions;
        this.limits = limits;
        this.use = use;
    }

    /** Checks the routes that have a scope; all others pass. */
    public void check(Context ctx) {
        for (RouteRole role : ctx.routeRoles()) {
            if (role instanceof Scope scope) {
                Caller caller = authenticate(ctx);
                admit(ctx, caller);
                if (caller.publishable().isPresent()) {
                    limits.call(
                            ctx, caller.publishable().get().id(), caller.page().limits());
                }
                if (!caller.may(scope)) {
                    throw Problem.FORBIDDEN.because("The key " + caller.keyId() + " lacks the scope " + scope.word()
                            + ", only " + String.join(", ", caller.scopes()) + ".");
                }
            }
        }
    }

    /** Makes the call one of the caller, and refuses it if it comes from a page that the caller's key is not made for. */
    public static void admit(Context ctx, Caller caller) {
        ctx.attribute(ATTRIBUTE, caller);
        if (caller.publishable().isPresent()) {
            Origins.require(ctx, caller);
        }
    }

    /** Returns whether the call may see what a scope protects; for routes that also answer callers without it. */
    public boolean may(Context ctx, Scope scope) {
        try {
            return authenticate(ctx).may(scope);
        } catch (ProblemException nobody) {
            return false;
        }
    }

    /** Returns the caller, on a route that has a scope. */
    public static Caller caller(Context ctx) {
        return known(ctx)
                .orElseThrow(() -> new IllegalStateException("No caller on a route without a scope: " + ctx.path()));
    }

    /** Returns the caller; empty on a route without a scope, and where the key is not known. */
    static Optional<Caller> known(Context ctx) {
        return Optional.ofNullable(ctx.attribute(ATTRIBUTE));
    }

    /** Counts a call that has ended as use of its key. */
    public void ended(Context ctx) {
        use.ended(ctx);
    }

    private Caller authenticate(Context ctx) {
        String header = ctx.header("Authorization");
        if (header == null) {
            String cookie = SessionCookie.of(ctx)
                    .orElseThrow(() -> Problem.UNAUTHENTICATED.because("The header Authorization is missing."));
            SameOrigin.require(ctx);
            return standing(ctx, () -> sessions.find(cookie))
                    .orElseThrow(() -> Problem.UNAUTHENTICATED.because("This browser is not signed in any more."));
        }
        if (header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            requireOwnPage(ctx);
            return withKey(
                    ctx,
                    password(header.substring(BASIC.length()).strip()),
                    "The key given as a password is not known here.");
        }
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw Problem.UNAUTHENTICATED.because("The header Authorization does not begin with Bearer.");
        }
        return withKey(ctx, header.substring(SCHEME.length()).strip(), "The key is not known here.");
    }

    private Caller withKey(Context ctx, String key, String unknown) {
        Optional<Caller> caller = standing(ctx, () -> keys.find(key));
        limits.key(ctx, caller.map(Caller::keyId));
        return caller.orElseThrow(() -> Problem.UNAUTHENTICATED.because(unknown));
    }

    private static Optional<Caller> standing(Context ctx, Supplier<Optional<Caller>> look) {
        StillAllowed.watch(ctx, () -> look.get().isPresent());
        return look.get();
    }

    /**
     * Requires a page of this server behind a password. A browser remembers a typed password and sends it along like a
     * cookie; other clients pass.
     */
    private static void requireOwnPage(Context ctx) {
        if (ctx.header("Sec-Fetch-Site") != null) {
            SameOrigin.require(ctx);
        }
    }

    /**
     * Returns the password of RFC 7617, which is the key, for clients that know no other scheme, such as those of
     * schema registries.
     */
    private static String password(String credentials) {
        try {
            String plain = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            return plain.substring(plain.indexOf(':') + 1);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }
}
