package dev.loop.api.http;

import dev.loop.schemas.text.FieldError;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.security.RouteRole;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts the routes on a server, with the parts that all of them share: ids, headers, origins, problems. */
public final class HttpSurface {

    /** The policy allows only our own scripts and styles, and no frames. */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
                    + "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private static final Pattern STRAY_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private final Routes routes;
    private final boolean loopbackOnly;
    private volatile boolean closing;

    /** @param loopbackOnly admit only callers who name this machine as itself, against DNS rebinding */
    public HttpSurface(Routes routes, boolean loopbackOnly) {
        this.routes = routes;
        this.loopbackOnly = loopbackOnly;
    }

    /** @param access runs before every route that is met */
    public void install(JavalinConfig config, Handler access, RequestMeters meters) {
        var problems = new ProblemWriter(routes);
        config.routes.before(this::begin);
        config.routes.beforeMatched(access);
        for (Route route : routes.all()) {
            RouteRole[] roles = route.scope().map(s -> new RouteRole[] {s}).orElseGet(() -> new RouteRole[0]);
            Handler handler = ctx -> {
                ctx.attribute(RequestMeters.ROUTE, route.path());
                route.handler().handle(ctx);
            };
            config.routes.addHttpHandler(route.method(), route.path(), handler, roles);
            if (route.method().equals(HandlerType.GET)) {
                // Javalin would answer 200 to any HEAD, without a look at key or item.
                config.routes.addHttpHandler(HandlerType.HEAD, route.path(), handler, roles);
            }
        }
        config.routes.options("/*", this::options);
        config.routes.exception(Exception.class, problems::write);
        // Javalin would answer these in plain text.
        config.routes.exception(HttpResponseException.class, problems::write);
        config.routes.after(meters::record);
    }

    /** Ends every connection with its next answer. */
    public void closeConnections() {
        closing = true;
    }

    private void begin(Context ctx) {
        if (closing) {
            ctx.header("Connection", "close");
        }
        ctx.attribute(RequestMeters.BEGAN, System.nanoTime());
        RequestIds.give(ctx);
        ctx.header("X-Content-Type-Options", "nosniff");
        ctx.header("Referrer-Policy", "no-referrer");
        ctx.header("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        if (ctx.path().startsWith("/v1/")) {
            ctx.header("Cache-Control", "private, no-cache");
            ctx.header("Vary", "Authorization, Cookie, Accept, Accept-Encoding, Origin");
        }
        // The headers are set before anything can be refused, so that a page may read why.
        if (ctx.header("Origin") != null && mayComeFromBrowsers(ctx)) {
            ctx.header("Access-Control-Allow-Origin", "*");
            ctx.header(
                    "Access-Control-Expose-Headers",
                    "Location, Loop-Position, ETag, Idempotent-Replayed, X-Request-Id, RateLimit, RateLimit-Policy,"
                            + " Retry-After");
        }
        if (loopbackOnly && !namesLoopback(ctx.header("Host"))) {
            throw Problem.MISDIRECTED.because("The header Host does not name this machine as itself.");
        }
        requireEncoded(ctx.queryString());
    }

    /** Refuses a value that cannot be decoded: it would be left out, and the answer would be about everything. */
    private static void requireEncoded(@Nullable String query) {
        if (query == null) {
            return;
        }
        Matcher stray = STRAY_PERCENT.matcher(query);
        if (stray.find()) {
            String before = query.substring(query.lastIndexOf('&', stray.start()) + 1, stray.start());
            throw ProblemException.of(
                    Problem.INVALID_PARAMETER,
                    List.of(new FieldError(
                            before.contains("=") ? before.substring(0, before.indexOf('=')) : "query",
                            "has a % without two hexadecimal digits behind it",
                            "write %25 for a percent sign")));
        }
    }

    /** Returns whether pages may make the call; also for the preflight, which asks about the method to come. */
    private boolean mayComeFromBrowsers(Context ctx) {
        if (!ctx.method().equals(HandlerType.OPTIONS)) {
            return routes.find(ctx.method(), ctx.path())
                    .map(Route::fromBrowsers)
                    .orElse(false);
        }
        return routes.anyFromBrowsers(ctx.path());
    }

    private void options(Context ctx) {
        String allowed = routes.allowed(ctx.path());
        if (allowed.isEmpty()) {
            throw routes.notFound(ctx);
        }
        ctx.header("Allow", allowed);
        if (ctx.header("Origin") != null
                && ctx.header("Access-Control-Request-Method") != null
                && mayComeFromBrowsers(ctx)) {
            ctx.header("Access-Control-Allow-Methods", "POST");
            ctx.header("Access-Control-Allow-Headers", "Authorization, Content-Type, Idempotency-Key, X-Request-Id");
            ctx.header("Access-Control-Max-Age", "7200");
        }
        ctx.status(204);
    }

    private static boolean namesLoopback(@Nullable String host) {
        if (host == null) {
            return false;
        }
        int colon = host.lastIndexOf(':');
        boolean port = colon > 0 && host.indexOf(']', colon) < 0;
        String name = port ? host.substring(0, colon) : host;
        return LOOPBACK_NAMES.contains(name.toLowerCase(Locale.ROOT));
    }
}
