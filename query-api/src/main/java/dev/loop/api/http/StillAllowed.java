package dev.loop.api.http;

import io.javalin.http.Context;
import java.util.function.BooleanSupplier;

/** Tells whether the caller's key or session, valid when the call began, still is; long answers ask on their way. */
public final class StillAllowed {

    private static final String ATTRIBUTE = "still-allowed";

    /** Keeps the check for the rest of the call. */
    public static void watch(Context ctx, BooleanSupplier allowed) {
        ctx.attribute(ATTRIBUTE, allowed);
    }

    /** Returns the check: false from the moment that the caller's key is revoked or its session ends. */
    public static BooleanSupplier of(Context ctx) {
        BooleanSupplier allowed = ctx.attribute(ATTRIBUTE);
        if (allowed == null) {
            throw new IllegalStateException("No caller on a route without a scope: " + ctx.path());
        }
        return allowed;
    }

    /** Throws once the caller's key is revoked or its session has ended; for calls that wait before they answer. */
    public static void require(Context ctx) {
        if (!of(ctx).getAsBoolean()) {
            throw ended();
        }
    }

    /** Returns the problem of a key that was revoked, or a session that ended, during the call. */
    public static ProblemException ended() {
        return Problem.UNAUTHENTICATED.because("The key was revoked, or the session ended, meanwhile.");
    }

    private StillAllowed() {}
}
