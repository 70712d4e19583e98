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

    public static void set(Context ctx, String value) {
        write(ctx, value, BrowserSessions.SESSION_LIFE.toSeconds());
    }

    public static void clear(Context ctx) {
        write(ctx, "", 0);
    }

    private static void write(Context ctx, String value, long seconds) {
        String secure = ctx.scheme().equals("https") ? "; Secure" : "";
        ctx.res()
                .addHeader(
                        "Set-Cookie",
                        name(ctx) + "=" + value + "; Path=/; Max-Age=" + seconds + "; HttpOnly; SameSite=Strict"
                                + secure);
    }

    private static String name(Context ctx) {
        return "loop_session_" + ctx.req().getLocalPort();
    }

    private SessionCookie() {}
}
