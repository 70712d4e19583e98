package dev.loop.api.widget;

import dev.loop.api.asset.Asset;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Routes;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;

/**
 * The widget at {@code /widget.js}. Pages of any origin load it, also those that load with {@code crossorigin} or that
 * isolate themselves. Its address does not change with its content, so browsers keep it for an hour only.
 */
public final class Widget implements Feature {

    private static final String VERSION_HEADER = "Loop-Widget-Version";

    /** The script, read at the first request and not at the start. */
    private static final class Held {
        private static final WidgetScript SCRIPT = WidgetScript.load();
        private static final Asset ASSET = Asset.of("widget.js", SCRIPT.bytes());
    }

    @Override
    public void addTo(Routes routes) {
        routes.open(HandlerType.GET, "/widget.js", Widget::send);
    }

    private static void send(Context ctx) {
        String version = Held.SCRIPT.version();
        String tag = '"' + version + '"';
        ctx.header("Cache-Control", "public, max-age=3600, stale-while-revalidate=86400")
                .header("ETag", tag)
                .header(VERSION_HEADER, version)
                .header("Access-Control-Allow-Origin", "*")
                .header("Access-Control-Expose-Headers", VERSION_HEADER)
                .header("Cross-Origin-Resource-Policy", "cross-origin")
                .header("Vary", "Accept-Encoding");
        if (tag.equals(ctx.header("If-None-Match"))) {
            ctx.status(304);
            return;
        }
        Held.ASSET.send(ctx);
    }
}
