package dev.loop.api.asset;

import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** A file for browsers, compressed once. */
public record Asset(byte[] plain, byte[] gzip, String type) {

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "woff2", "font/woff2",
            "txt", "text/plain; charset=utf-8",
            // Receivers to copy: text, and nothing that a browser runs.
            "mjs", "text/plain; charset=utf-8",
            "py", "text/plain; charset=utf-8",
            "java", "text/plain; charset=utf-8");

    /** @param name tells the content type by its ending */
    public static Asset of(String name, byte[] plain) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) {
            throw new IllegalStateException("No content type for " + name);
        }
        return new Asset(plain, compress(plain), type);
    }

    public void send(Context ctx) {
        ctx.contentType(type).header("Vary", "Accept-Encoding");
        String accepted = ctx.header("Accept-Encoding");
        if (accepted != null && accepted.contains("gzip")) {
            ctx.header("Content-Encoding", "gzip").result(gzip);
        } else {
            ctx.result(plain);
        }
    }

    private static byte[] compress(byte[] plain) {
        var out = new ByteArrayOutputStream();
        try (OutputStream compressed = new GZIPOutputStream(out) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            compressed.write(plain);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }
}
