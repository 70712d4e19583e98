package dev.loop.api.key;

import io.javalin.http.Context;
import java.util.Optional;

/**
 * The cookie of a signed-in browser. Its name has the port in it: cookies know none, and two Loops on one machine would
 * sign each other out.
 */
public final class SessionCookie {

    public static Optional<String> of(Context ctx) {
        return Optional.ofNullable(ctx.cookie(name(ctx)));
    }

    /**
     * Returns whether the browser seems to be signed in. After a link from another site it does not send the cookie
     * itself, but it does send a marker that holds nothing else.
     */
    public static boolean isThere(Context ctx) {
        return ctx.cookie(name(ctx)) != null || ctx.cookie(marker(ctx)) != null;
    }

    public static void set(Context ctx, String value) {
        write(ctx, value, "1", BrowserSessions.SESSION_LIFE.toSeconds());
    }

    public static void clear(Context ctx) {
        write(ctx, "", "", 0);
    }

    private static void write(Context ctx, String value, String there, long seconds) {
        String secure = ctx.scheme().equals("https") ? "; Secure" : "";
        String rest = "; Path=/; Max-Age=" + seconds + "; HttpOnly; SameSite=";
        ctx.res().addHeader("Set-Cookie", name(ctx) + "=" + value + rest + "Strict" + secure);
        ctx.res().addHeader("Set-Cookie", marker(ctx) + "=" + there + rest + "Lax" + secure);
    }

    private static String marker(Context ctx) {
        return "loop_signed_in_" + ctx.req().getLocalPort();
    }

    private static String name(Context ctx) {
        return "loop_session_" + ctx.req().getLocalPort();
    }

    private SessionCookie() {}
}
