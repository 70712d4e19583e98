package dev.loop.api.http;

import io.javalin.http.Context;

/** Names why a call was refused: the name of its problem, or a closer one. The words are a closed set. */
public final class Refusal {

    private static final String ATTRIBUTE = "refusal";

    /** Names the refusal more closely than its problem does. */
    public static void set(Context ctx, String word) {
        ctx.attribute(ATTRIBUTE, word);
    }

    /** Returns the word; empty for a call that was not refused. */
    public static String of(Context ctx) {
        String word = ctx.attribute(ATTRIBUTE);
        return word == null ? ProblemWriter.slugOf(ctx) : word;
    }

    private Refusal() {}
}
