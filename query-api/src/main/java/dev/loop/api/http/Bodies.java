package dev.loop.api.http;

import dev.loop.api.connection.CallerGuard;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/** Request bodies: of the right type, within a limit, in UTF-8. */
public final class Bodies {

    /**
     * The number of bytes that are read past the limit, so that a caller who is still sending sees the answer rather
     * than a reset.
     */
    public static final long DRAINED = 16 << 20;

    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(2);

    /** Returns a small JSON body, which may be compressed; the limit is for the decompressed bytes. */
    public static byte[] json(Context ctx, int limit) throws IOException {
        requireType(ctx, "application/json");
        byte[] body;
        try (InputStream in = unpacked(ctx, limit)) {
            body = atMost(ctx, in, limit);
        }
        requireUtf8(body, 0, body.length);
        return body;
    }

    /** Returns the body unchanged, up to a limit of bytes. */
    public static byte[] whole(Context ctx, int limit) throws IOException {
        if (ctx.req().getContentLengthLong() > limit) {
            throw tooLarge(ctx, limit);
        }
        return atMost(ctx, ctx.bodyInputStream(), limit);
    }

    /** Returns the decompressed body. Its reader bounds what comes out. */
    public static InputStream unpacked(Context ctx, long limit) throws IOException {
        if (ctx.req().getContentLengthLong() > limit) {
            throw tooLarge(ctx, limit);
        }
        return Unpacked.of(ctx);
    }

    private static byte[] atMost(Context ctx, InputStream in, int limit) throws IOException {
        byte[] body = in.readNBytes(limit + 1);
        if (body.length > limit) {
            throw tooLarge(ctx, limit);
        }
        return body;
    }

    /**
     * Returns the type of the body, which has to be one of the given types, in UTF-8, with a known encoding. A body
     * without a type passes for the first.
     */
    public static String requireType(Context ctx, String... types) {
        Unpacked.encoding(ctx);
        String header = ctx.contentType();
        if (header == null) {
            return types[0];
        }
        String[] parts = header.toLowerCase(Locale.ROOT).split(";");
        String type = parts[0].strip();
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().replace("\"", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                throw Problem.UNSUPPORTED_MEDIA_TYPE.because("The body is in " + parameter + " and not in UTF-8.");
            }
        }
        if (!Arrays.asList(types).contains(type)) {
            throw Problem.UNSUPPORTED_MEDIA_TYPE
                    .because("The body is " + type + "; send " + String.join(" or ", types) + ".")
                    .header("Accept", String.join(", ", types));
        }
        return type;
    }

    /** Throws if the bytes are not UTF-8; overlong forms and encoded surrogates are not. */
    public static void requireUtf8(byte[] bytes, int from, int to) throws CharacterCodingException {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, i, to - i));
                return;
            }
        }
    }

    /** Returns the problem to throw, once the rest of the body has been read. */
    public static ProblemException tooLarge(Context ctx, long limit) {
        CallerGuard.hurry(ServletContextRequest.getServletContextRequest(ctx.req()), DRAINED_WITHIN);
        byte[] sink = new byte[64 << 10];
        long drained = 0;
        try {
            InputStream in = ctx.bodyInputStream();
            for (int n = in.read(sink); n >= 0 && drained < DRAINED; n = in.read(sink)) {
                drained += n;
            }
        } catch (IOException slowOrGone) {
            // The rest does not matter.
        }
        return Problem.TOO_LARGE.because(
                String.format(Locale.ROOT, "The body is over the limit of %,d bytes for this call.", limit));
    }

    private Bodies() {}
}
