package dev.loop.api.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Answers in JSON, written and not mapped: what is on the wire stands in the code. */
public final class Json {

    private static final JsonFactory FACTORY = new JsonFactory();

    /** Writes one value. */
    public interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    public static void answer(Context ctx, int status, Body body) {
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
    public static JsonGenerator generator(ByteArrayOutputStream out) throws IOException {
        return FACTORY.createGenerator(out);
    }

    private Json() {}
}
