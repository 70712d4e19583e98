package dev.loop.api.http;

import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The header {@code Link: rel=next}: the same question, further on. */
public final class NextPage {

    /** Parameters of one call alone, which the next page does not repeat. */
    private static final Set<String> LEFT_OUT = Set.of("cursor", "position");

    public static void link(Context ctx, String cursor) {
        ctx.header("Link", "<" + address(ctx, cursor) + ">; rel=\"next\"");
    }

    private static String address(Context ctx, String cursor) {
        var link = new StringBuilder(ctx.path()).append('?');
        for (Map.Entry<String, List<String>> parameter : ctx.queryParamMap().entrySet()) {
            if (LEFT_OUT.contains(parameter.getKey())) {
                continue;
            }
            for (String value : parameter.getValue()) {
                link.append(encode(parameter.getKey()))
                        .append('=')
                        .append(encode(value))
                        .append('&');
            }
        }
        return link.append("cursor=").append(encode(cursor)).toString();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private NextPage() {}
}
