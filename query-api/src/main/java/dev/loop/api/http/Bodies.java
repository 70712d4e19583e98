package dev.loop.api.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Request bodies: of the right type, within a limit, in UTF-8. */
public final class Bodies {

    /** Read past the limit, so that a caller who is still sending gets to see the answer rather than a reset. */
    private static final long DRAINED = 16 << 20;

    /** The whole of a small JSON body. */
    public static byte[] json(Context ctx, int limit) throws IOException {
        requireType(ctx, "application/json");
        byte[] body = whole(ctx, limit);
        requireUtf8(body, 0, body.length);
        return body;
    }

    /** The body as it is, up to so many bytes. */
    public static byte[] whole(Context ctx, int limit) throws IOException {
        InputStream in = ctx.bodyInputStream();
        if (ctx.req().getContentLengthLong() > limit) {
            throw tooLarge(in, limit);
        }
        byte[] body = in.readNBytes(limit + 1);
        if (body.length > limit) {
            throw tooLarge(in, limit);
        }
        return body;
    }

    /** One of the types, in UTF-8 and not compressed. A body without a type passes for the first. */
    public static String requireType(Context ctx, String... types) {
        String encoding = ctx.header("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw Problem.UNSUPPORTED_MEDIA_TYPE.because("The body is compressed with " + encoding + ".");
        }
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

    /** Throws where the bytes are not UTF-8, overlong forms and encoded surrogates included. */
    public static void requireUtf8(byte[] bytes, int from, int to) throws CharacterCodingException {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, i, to - i));
                return;
            }
        }
    }

    /** The problem to throw, once what is still coming in has been let pass. */
    public static ProblemException tooLarge(InputStream in, long limit) throws IOException {
        byte[] sink = new byte[64 << 10];
        long drained = 0;
        for (int n = in.read(sink); n >= 0 && drained < DRAINED; n = in.read(sink)) {
            drained += n;
        }
        return Problem.TOO_LARGE.because(
                String.format(Locale.ROOT, "The body is over the limit of %,d bytes for this call.", limit));
    }

    private Bodies() {}
}
