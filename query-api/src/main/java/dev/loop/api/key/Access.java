package dev.loop.api.key;

import dev.loop.api.http.Problem;
import dev.loop.api.http.Scope;
import io.javalin.http.Context;
import io.javalin.security.RouteRole;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Lets a call pass whose key, RFC 6750, or signed-in browser has the scope of its route. */
public final class Access {

    private static final String ATTRIBUTE = "caller";
    private static final String SCHEME = "bearer ";
    private static final String BASIC = "basic ";

    private final KeyRing keys;
    private final Sessions sessions;
    private final Optional<RateLimiter> rateLimiter;

    public Access(KeyRing keys, Sessions sessions, Optional<RateLimiter> rateLimiter) {
        this.keys = keys;
        this.sessions = sessions;
        this.rateLimiter = rateLimiter;
    }

    /** For the routes that have a scope; all others pass. */
    public void check(Context ctx) {
        for (RouteRole role : ctx.routeRoles()) {
            if (role instanceof Scope scope) {
                Caller caller = authenticate(ctx);
                ctx.attribute(ATTRIBUTE, caller);
                rateLimiter.ifPresent(limiter -> limiter.take(ctx, caller));
                if (!caller.may(scope)) {
                    throw Problem.FORBIDDEN.because("The key " + caller.keyId() + " lacks the scope " + scope.word()
                            + ", only " + String.join(", ", caller.scopes()) + ".");
                }
            }
        }
    }

    /** Who makes this call, on a route that has a scope. */
    public static Caller caller(Context ctx) {
        Caller caller = ctx.attribute(ATTRIBUTE);
        if (caller == null) {
            throw new IllegalStateException("No caller on a route without a scope: " + ctx.path());
        }
        return caller;
    }

    private Caller authenticate(Context ctx) {
        String header = ctx.header("Authorization");
        if (header == null) {
            return SessionCookie.of(ctx)
                    .map(cookie -> signedIn(ctx, cookie))
                    .orElseThrow(() -> Problem.UNAUTHENTICATED.because("The header Authorization is missing."));
        }
        if (header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            requireOwnPage(ctx);
            return keys.find(password(header.substring(BASIC.length()).strip()))
                    .orElseThrow(
                            () -> Problem.UNAUTHENTICATED.because("The key given as a password is not known here."));
        }
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw Problem.UNAUTHENTICATED.because("The header Authorization does not begin with Bearer.");
        }
        return keys.find(header.substring(SCHEME.length()).strip())
                .orElseThrow(() -> Problem.UNAUTHENTICATED.because("The key is not known here."));
    }

    /** A browser remembers a password that was typed in, and sends it along as it does a cookie. Other clients say nothing. */
    private static void requireOwnPage(Context ctx) {
        if (ctx.header("Sec-Fetch-Site") != null) {
            SameOrigin.require(ctx);
        }
    }

    private Caller signedIn(Context ctx, String cookie) {
        SameOrigin.require(ctx);
        return sessions.find(cookie)
                .orElseThrow(() -> Problem.UNAUTHENTICATED.because("This browser is not signed in any more."));
    }

    /** RFC 7617, for clients that know nothing else (schema registries' among them): the key is the password. */
    private static String password(String credentials) {
        try {
            String plain = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            return plain.substring(plain.indexOf(':') + 1);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }
}
