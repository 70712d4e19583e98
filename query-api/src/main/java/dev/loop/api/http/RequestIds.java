package dev.loop.api.http;

import io.javalin.http.Context;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** The header {@code X-Request-Id}: the caller's id if it is fit for a log line, else one of ours. */
public final class RequestIds {

    static final String HEADER = "X-Request-Id";

    private static final String ATTRIBUTE = "requestId";
    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:/+=-]{1,128}");

    static void give(Context ctx) {
        String given = ctx.header(HEADER);
        String id = given != null && SANE.matcher(given).matches() ? given : fresh();
        ctx.attribute(ATTRIBUTE, id);
        ctx.header(HEADER, id);
    }

    public static String of(Context ctx) {
        String id = ctx.attribute(ATTRIBUTE);
        return id == null ? "" : id;
    }

    private static String fresh() {
        long bits = ThreadLocalRandom.current().nextLong();
        return "req_" + Long.toUnsignedString(bits, 36);
    }

    private RequestIds() {}
}
