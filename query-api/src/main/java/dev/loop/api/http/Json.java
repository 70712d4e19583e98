package dev.loop.api.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Writes answers in JSON field by field, without mapping, so that the code shows what is on the wire. */
public final class Json {

    /**
     * Jackson's fast writer: Java 17 takes twice as long for the numbers of a long answer. CSV writes numbers the same
     * way.
     */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            // An emoji is written as itself, like any other letter.
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

    /** Returns a number as answers have it. */
    public static String number(double value) {
        return NumberOutput.toString(value, true);
    }

    /** Writes one value. */
    public interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    public static void answer(Context ctx, int status, Body body) {
        if (status == 200) {
            Format.refuseUnknown(ctx);
        }
        ctx.status(status).contentType("application/json").result(bytes(body));
    }

    public static byte[] bytes(Body body) {
        var out = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            body.write(json);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    /** Returns a generator for answers that are written bit by bit. */
    public static JsonGenerator generator(OutputStream out) throws IOException {
        return FACTORY.createGenerator(out);
    }

    private Json() {}
}
