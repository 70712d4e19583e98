package dev.loop.e2e;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A site of another origin with the widget in its pages, under a policy that allows nothing else. */
final class HostPages implements AutoCloseable {

    private final HttpServer server;
    private final URI loop;
    private volatile String head = "";
    private volatile String language = "en";

    HostPages(URI loop) throws IOException {
        this.loop = loop;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] page = page().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.getResponseHeaders().set("Content-Security-Policy", policy());
            exchange.sendResponseHeaders(200, page.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(page);
            }
        });
        server.start();
    }

    URI home() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    String policy() {
        return "default-src 'none'; script-src 'nonce-n0nce'; style-src 'none'; require-trusted-types-for 'script';"
                + " trusted-types 'none'; base-uri 'none'; connect-src " + loop;
    }

    /** Puts a tag with these attributes into its pages. */
    HostPages with(String attributes) {
        return withHead(tag(attributes));
    }

    HostPages withHead(String head) {
        this.head = head;
        return this;
    }

    HostPages in(String language) {
        this.language = language;
        return this;
    }

    String tag(String attributes) {
        return "<script nonce=\"n0nce\" src=\"" + loop + "/widget.js\" data-key=\"" + RunningLoop.PUBLISHABLE_KEY
                + "\" " + attributes + " async></script>";
    }

    String script(String code) {
        return "<script nonce=\"n0nce\">" + code + "</script>";
    }

    private String page() {
        return """
                <!doctype html><html lang="%s" dir="%s"><head><meta charset="utf-8"><title>A shop</title>
                <meta name="viewport" content="width=device-width, initial-scale=1">
                %s%s</head><body><main><h1>A shop</h1><p>Things to buy. <a href="/elsewhere">More</a></p></main></body></html>
                """.formatted(
                language,
                language.equals("ar") ? "rtl" : "ltr",
                script("window.violations = []; addEventListener('securitypolicyviolation',"
                        + " (event) => violations.push(event.violatedDirective + ' ' + event.blockedURI));"
                        + " window.thrown = []; addEventListener('error', (event) => thrown.push(event.message));"
                        + " addEventListener('unhandledrejection', (event) => thrown.push(String(event.reason)));"),
                head);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
