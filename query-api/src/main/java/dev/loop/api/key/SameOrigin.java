package dev.loop.api.key;

import dev.loop.api.http.Problem;
import io.javalin.http.Context;
import java.util.Set;

/**
 * Lets a cookie, which a browser sends by itself, count only if a page of this server made the call: not one of another
 * site, nor of another port of this machine, which cookies do not tell apart. The check reads Fetch Metadata (W3C),
 * which no page can forge, and {@code Origin} for browsers that do not send it.
 */
public final class SameOrigin {

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    /** Throws if another page may have made the call. */
    public static void require(Context ctx) {
        String site = ctx.header("Sec-Fetch-Site");
        boolean reading = READING.contains(ctx.method().name());
        // "none" is what somebody typed or saved: a page cannot bring it about.
        boolean fetched = site != null && (site.equals("same-origin") || reading && site.equals("none"));
        boolean unknown = site == null && (reading || originIsHost(ctx));
        if (!fetched && !unknown) {
            throw Problem.CROSS_ORIGIN.because("The call carries the cookie of a signed-in browser, and Sec-Fetch-Site"
                    + " and Origin do not say that a page of this server made it.");
        }
    }

    private static boolean originIsHost(Context ctx) {
        String origin = ctx.header("Origin");
        return origin != null && isOwn(ctx, origin);
    }

    /** Returns whether the origin is that of this server, as the caller reaches it. */
    static boolean isOwn(Context ctx, String origin) {
        String host = ctx.header("Host");
        return host != null && (origin.equals("http://" + host) || origin.equals("https://" + host));
    }

    private SameOrigin() {}
}
