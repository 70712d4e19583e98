package dev.loop.api.feedback;

import dev.loop.api.http.Problem;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Strong entity tags, RFC 9110: the revision of an item in quotes. */
final class ETags {

    /** RFC 9110 section 8.8.3, without {@code W/}. */
    private static final Pattern TAG = Pattern.compile("\"[\\x21\\x23-\\x7E\\x80-\\xFF]*\"");

    /** RFC 9110 section 5.6.1: elements may be empty. */
    private static final Pattern LIST = Pattern.compile("[\\s,]*((W/)?+" + TAG + "\\s*(,[\\s,]*|$))++");

    private static final Pattern REVISION = Pattern.compile("\"([1-9]\\d{0,17})\"");

    /** A revision that no item has: the one of a tag that is none of ours. */
    private static final long NEVER = Long.MAX_VALUE;

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

    /**
     * Returns the revision of {@code If-Match} that a change is meant for; empty for any. Tags are compared weakly, because a
     * tag is a revision and proxies that compress make weak ones.
     *
     * @param now the present revision, asked for where several are named
     */
    static Optional<Long> ifMatch(Context ctx, Supplier<Optional<Long>> now) {
        String header = ctx.header("If-Match");
        if (header == null || header.strip().equals("*")) {
            return Optional.empty();
        }
        if (!LIST.matcher(header).matches()) {
            throw Problem.INVALID_HEADER.because(
                    "If-Match is not a list of ETags, such as \"3\" with its quotes, or *.");
        }
        List<Long> revisions = TAG.matcher(header)
                .results()
                .map(tag -> REVISION.matcher(tag.group()))
                .filter(Matcher::matches)
                .map(revision -> Long.parseLong(revision.group(1)))
                .toList();
        if (revisions.size() < 2) {
            return Optional.of(revisions.isEmpty() ? NEVER : revisions.get(0));
        }
        return Optional.of(now.get().filter(revisions::contains).orElse(revisions.get(0)));
    }

    private ETags() {}
}
