package dev.loop.api.feedback;

import dev.loop.api.http.Problem;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Strong entity tags, RFC 9110: the revision of an item in quotes. */
final class ETags {

    private static final Pattern REVISION = Pattern.compile("\"(\\d{1,18})\"");

    static String of(long revision) {
        return "\"" + revision + "\"";
    }

    /** Returns whether {@code If-None-Match} names this revision, which the caller then has already. */
    static boolean has(Context ctx, long revision) {
        String header = ctx.header("If-None-Match");
        return header != null
                && Arrays.stream(header.split(","))
                        .map(String::strip)
                        .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                        .anyMatch(tag -> tag.equals("*") || tag.equals(of(revision)));
    }

    /** Returns the revision of {@code If-Match} that a change is meant for; empty for any. */
    static Optional<Long> ifMatch(Context ctx) {
        String header = ctx.header("If-Match");
        if (header == null || header.strip().equals("*")) {
            return Optional.empty();
        }
        Matcher matcher = REVISION.matcher(header.strip());
        if (!matcher.matches()) {
            throw Problem.INVALID_HEADER.because(
                    "If-Match is not one ETag of an item, such as \"3\" with its quotes, or *.");
        }
        return Optional.of(Long.parseLong(matcher.group(1)));
    }

    private ETags() {}
}
