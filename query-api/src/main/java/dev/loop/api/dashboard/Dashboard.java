package dev.loop.api.dashboard;

import dev.loop.api.asset.Asset;
import dev.loop.api.asset.Assets;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Problem;
import dev.loop.api.http.Routes;
import dev.loop.api.key.BrowserSessions;
import dev.loop.api.key.KeyRing;
import dev.loop.api.limit.Limits;
import dev.loop.schemas.text.TextRules;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The dashboard at {@code /}. Every page has an address of its own and is the same document; its scripts show what the
 * address asks for.
 */
public final class Dashboard implements Feature {

    /** The addresses of pages. The scripts know what to show at each: {@code app.js}. */
    private static final List<String> PAGES = List.of(
            "/",
            "/signed-out",
            "/explore",
            "/inbox",
            "/inbox/{id}",
            "/releases",
            "/releases/{version}",
            "/webhooks",
            "/webhooks/{id}",
            "/webhooks/{id}/{part}",
            "/webhooks/{id}/deliveries/{delivery}",
            "/widget",
            "/forms",
            "/forms/{name}",
            "/themes",
            "/tag-rules",
            "/models",
            "/system",
            "/system/{part}",
            "/keys");

    private static final List<String> DEPTHS = List.of("{a}", "{a}/{b}", "{a}/{b}/{c}");

    private final SignIn signIn;
    private final Held assets = new Held();

    public Dashboard(BrowserSessions sessions, KeyRing keys, Limits limits) {
        this.signIn = new SignIn(sessions, keys, limits);
    }

    /** The files, read at the first request and not at the start. */
    private static final class Held {
        private @Nullable Assets assets;

        synchronized Assets get() {
            Assets held = assets;
            if (held == null) {
                held = Assets.load();
                assets = held;
            }
            return held;
        }
    }

    @Override
    public void addTo(Routes routes) {
        PAGES.forEach(page -> routes.open(HandlerType.GET, page, this::page));
        DEPTHS.forEach(depth -> routes.open(HandlerType.GET, "/assets/{build}/" + depth, this::asset));
        routes.elsewhere(ctx -> assets.get().index().send(ctx));
        signIn.addTo(routes);
    }

    /** Returns whether a path is for people rather than for programs. */
    public static boolean isForPeople(String path) {
        return PAGES.contains(path)
                || path.startsWith("/assets/")
                || path.equals("/sign-in")
                || path.equals("/session");
    }

    private void page(Context ctx) {
        Assets all = assets.get();
        String tag = '"' + all.build() + '"';
        ctx.header("Cache-Control", "no-cache").header("ETag", tag);
        if (tag.equals(ctx.header("If-None-Match"))) {
            ctx.status(304);
            return;
        }
        all.index().send(ctx);
    }

    private void asset(Context ctx) {
        Assets all = assets.get();
        String build = ctx.pathParam("build");
        String name = ctx.path().substring("/assets/".length() + build.length() + 1);
        Asset asset = all.find(name)
                .filter(found -> build.equals(all.build()))
                .orElseThrow(() -> Problem.NOT_FOUND.because("There is no file " + TextRules.quote(name)
                        + " of the dashboard, or it has changed since: load the page again."));
        ctx.header("Cache-Control", "public, max-age=31536000, immutable");
        asset.send(ctx);
    }
}
