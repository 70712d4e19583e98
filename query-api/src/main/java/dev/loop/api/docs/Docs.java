package dev.loop.api.docs;

import dev.loop.api.http.Feature;
import dev.loop.api.http.Problem;
import dev.loop.api.http.Routes;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * {@code /openapi.yaml} and, to browse it, {@code /docs}. {@code type} of a problem points to {@code /docs/problems}.
 * Assets are a closed list: no path of a caller ever reaches the class path.
 */
public final class Docs implements Feature {

    private static final String OWN = "/dev/loop/api/docs/";
    private static final String SWAGGER_UI = "/META-INF/resources/webjars/swagger-ui/5.34.1/";

    private record Asset(String resource, String type) {}

    private static final Map<String, Asset> ASSETS = Map.of(
            "docs.css", new Asset(OWN + "docs.css", "text/css; charset=utf-8"),
            "docs.js", new Asset(OWN + "docs.js", "text/javascript; charset=utf-8"),
            "swagger-ui.css", new Asset(SWAGGER_UI + "swagger-ui.css", "text/css; charset=utf-8"),
            "swagger-ui-bundle.js", new Asset(SWAGGER_UI + "swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
            "favicon-32x32.png", new Asset(SWAGGER_UI + "favicon-32x32.png", "image/png"));

    @Override
    public void addTo(Routes routes) {
        routes.open(HandlerType.GET, "/openapi.yaml", ctx -> send(ctx, OWN + "openapi.yaml", "application/yaml"))
                .open(HandlerType.GET, "/docs", ctx -> send(ctx, OWN + "docs.html", "text/html; charset=utf-8"))
                .open(HandlerType.GET, "/docs/problems", Docs::problems);
        ASSETS.forEach((name, asset) -> routes.open(HandlerType.GET, "/docs/assets/" + name, ctx -> {
            ctx.header("Cache-Control", "public, max-age=3600");
            send(ctx, asset.resource(), asset.type());
        }));
    }

    private static void send(Context ctx, String resource, String type) {
        try (InputStream in = Docs.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("Not on the class path: " + resource);
            }
            ctx.contentType(type).result(in.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void problems(Context ctx) {
        var page = new StringBuilder("""
                <!doctype html><html lang="en"><head><meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1"><title>Problems of the Loop API</title>
                <link rel="icon" href="/docs/assets/favicon-32x32.png">
                <link rel="stylesheet" href="/docs/assets/docs.css"></head><body>
                <header><a href="/docs">API</a></header><main class="problems"><h1>Problems</h1>
                <p>Every failure is answered as <code>application/problem+json</code> (RFC 9457); its <code>type</code>
                is one of these.</p>
                """);
        for (Problem problem : Problem.values()) {
            page.append("<section id=\"%s\"><h2>%s</h2><p><code>%s</code> %d. %s</p></section>%n"
                    .formatted(problem.slug(), problem.title(), problem.slug(), problem.status(), problem.remedy()));
        }
        ctx.contentType("text/html; charset=utf-8")
                .result(page.append("</main></body></html>").toString());
    }
}
