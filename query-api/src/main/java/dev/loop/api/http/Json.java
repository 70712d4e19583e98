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

/** Answers in JSON, written and not mapped: what is on the wire stands in the code. */
public final class Json {

    /** Java 17 takes twice as long for the shares and intervals of a long answer; CSV has them the same. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            // An emoji as itself, as any other letter.
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

    /** As it stands in an answer. */
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

    /** For what is written bit by bit. */
    public static JsonGenerator generator(OutputStream out) throws IOException {
        return FACTORY.createGenerator(out);
    }

    private Json() {}
}
