package dev.loop.api.key;

import dev.loop.api.http.Problem;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.TextRules;
import io.javalin.http.Context;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The origins of a publishable key, RFC 6454: the scheme, host and port of the pages that may use it. They keep other
 * sites from using a key that they copied. They keep nobody else away: a program sends whatever origin it likes.
 */
final class Origins {

    static final int LENGTH = 200;

    /** The scheme of a page, or of the web view of an app: {@code capacitor://localhost}. */
    private static final Pattern ORIGIN =
            Pattern.compile("([a-z][a-z0-9+.-]*)://([a-z0-9._-]+|\\[[0-9a-f:.]+])(:[1-9][0-9]{0,4})?");

    /** Refuses a call from another page. A call without an origin comes from no page, and passes. */
    static void require(Context ctx, Caller caller) {
        String origin = ctx.header("Origin");
        if (origin == null
                || caller.page().origins().isEmpty()
                || caller.page().origins().contains(origin)
                || SameOrigin.isOwn(ctx, origin)) {
            return;
        }
        throw Problem.ORIGIN_NOT_ALLOWED.because("The key " + caller.keyId()
                + " is made for other pages, and the call comes from " + TextRules.quote(origin) + ".");
    }

    /** Returns an origin as browsers write it; empty, with an error, for any other text. */
    static Optional<String> checked(String field, String text, FieldErrors errors) {
        String origin = text.strip().toLowerCase(Locale.ROOT).replaceFirst("/+$", "");
        Matcher parts = ORIGIN.matcher(origin);
        if (origin.length() > LENGTH || !parts.matches()) {
            errors.add(
                    field,
                    "holds " + TextRules.quote(text) + ", which is not an origin",
                    "send scheme, host and, if it is not the usual one, port of the page, as in"
                            + " \"https://app.example.com\"; a host with letters of other alphabets in its form xn--…");
            return Optional.empty();
        }
        boolean usualPort = "https".equals(parts.group(1)) && ":443".equals(parts.group(3))
                || "http".equals(parts.group(1)) && ":80".equals(parts.group(3));
        return Optional.of(usualPort ? origin.substring(0, origin.lastIndexOf(':')) : origin);
    }

    private Origins() {}
}
