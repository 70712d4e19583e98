package dev.loop.api.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.question.AsOf;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Writes the state that an answer reflects. The answer is complete, or a problem takes its place, unless the caller
 * accepts a part, which then names what is missing.
 */
public final class AsOfFields {

    public static void write(JsonGenerator json, AsOf asOf) throws IOException {
        json.writeObjectFieldStart("asOf");
        json.writeStringField("position", asOf.position().toString());
        json.writeBooleanField("complete", asOf.complete());
        if (!asOf.complete()) {
            json.writeArrayFieldStart("missing");
            for (int partition : asOf.missing()) {
                json.writeNumber(partition);
            }
            json.writeEndArray();
        }
        if (!asOf.standbys().isEmpty()) {
            json.writeArrayFieldStart("standbys");
            for (Map.Entry<Integer, OptionalLong> standby : asOf.standbys().entrySet()) {
                json.writeStartObject();
                json.writeNumberField("partition", standby.getKey());
                if (standby.getValue().isPresent()) {
                    json.writeNumberField("behind", standby.getValue().getAsLong());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    /** Sets the state as headers, for answers whose body has no place for it. */
    public static void header(Context ctx, AsOf asOf) {
        ctx.header("Loop-As-Of", asOf.position().toString());
        if (!asOf.complete()) {
            ctx.header(
                    "Loop-Missing", asOf.missing().stream().map(String::valueOf).collect(Collectors.joining(",")));
        }
    }

    private AsOfFields() {}
}
