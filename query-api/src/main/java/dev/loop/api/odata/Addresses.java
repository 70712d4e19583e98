package dev.loop.api.odata;

import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the addresses in an answer. Clients want them absolute: they begin with the address by which the client called
 * the server, or the proxy before it.
 */
final class Addresses {

    static final String ROOT = "/odata";

    /** Options that the first page has answered, or that the link carries in another way. */
    private static final Set<String> LEFT_OUT = Set.of(SkipToken.OPTION, "$top", "$skip", "$count");

    /** Returns the base with a slash at its end, which relative addresses need. */
    static String base(Context ctx) {
        String scheme = forwarded(ctx, "X-Forwarded-Proto").orElse(ctx.scheme());
        String host = forwarded(ctx, "X-Forwarded-Host").orElse(ctx.host() == null ? "localhost" : ctx.host());
        return scheme + "://" + host + ROOT + "/";
    }

    private static Optional<String> forwarded(Context ctx, String header) {
        return Optional.ofNullable(ctx.header(header))
                .map(value -> value.split(",", 2)[0].strip())
                .filter(value -> value.matches("[A-Za-z0-9.:_\\[\\]-]{1,255}"));
    }

    /** Returns the address of the next page of a question. */
    static String next(Context ctx, EntitySet set, SkipToken token) {
        var link = new StringBuilder(base(ctx)).append(set.name()).append('?');
        for (Map.Entry<String, List<String>> option : ctx.queryParamMap().entrySet()) {
            if (!LEFT_OUT.contains(option.getKey())) {
                option.getValue()
                        .forEach(value -> link.append(option.getKey())
                                .append('=')
                                .append(encode(value))
                                .append('&'));
            }
        }
        return link.append(SkipToken.OPTION).append('=').append(token.write()).toString();
    }

    /** Returns the address of a row by its key: {@code Releases('2.0')}. */
    static String row(EntitySet set, ODataRow row) {
        return set.name() + "('" + encode(String.valueOf(row.value(set.key())).replace("'", "''")) + "')";
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Addresses() {}
}
