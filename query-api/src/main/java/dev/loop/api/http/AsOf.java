package dev.loop.api.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.topology.question.Position;
import io.javalin.http.Context;
import java.io.IOException;

/** What an answer reflects. Where it would not be complete, there is a problem in its place. */
public final class AsOf {

    public static void write(JsonGenerator json, Position position) throws IOException {
        json.writeObjectFieldStart("asOf");
        json.writeStringField("position", position.toString());
        json.writeBooleanField("complete", true);
        json.writeEndObject();
    }

    /** For answers whose body has no place for it. */
    public static void header(Context ctx, Position position) {
        ctx.header("Loop-As-Of", position.toString());
    }

    private AsOf() {}
}
