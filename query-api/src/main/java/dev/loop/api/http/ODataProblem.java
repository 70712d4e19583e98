package dev.loop.api.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.schemas.text.FieldError;
import io.javalin.http.Context;
import java.io.IOException;

/**
 * A problem as clients of the OData feed expect it (OData JSON Format 4.0, 21.1): {@code
 * {"error":{"code":…,"message":…,"target":…}}}, where the code is the name of the {@link Problem} and the target the query
 * option.
 */
final class ODataProblem {

    private static final String ROOT = "/odata";

    /** Returns whether the request goes to the feed. */
    static boolean concerns(Context ctx) {
        return ctx.path().equals(ROOT) || ctx.path().startsWith(ROOT + "/");
    }

    static void write(Context ctx, ProblemException exception) {
        ctx.header("OData-Version", "4.0");
        Json.answer(ctx, exception.problem().status(), json -> {
            json.writeStartObject();
            json.writeObjectFieldStart("error");
            json.writeStringField("code", exception.problem().slug());
            json.writeStringField("message", message(exception));
            if (!exception.errors().isEmpty()) {
                json.writeStringField("target", exception.errors().get(0).field());
            }
            if (exception.errors().size() > 1) {
                details(json, exception);
            }
            json.writeObjectFieldStart("innererror");
            json.writeStringField("requestId", RequestIds.of(ctx));
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    /** Returns the message, the only part that a tool shows. */
    private static String message(ProblemException exception) {
        if (exception.problem() == Problem.UNAUTHENTICATED) {
            return exception.getMessage() + " Sign in with any user name and an API key as the password.";
        }
        if (exception.problem() == Problem.NOT_ACCEPTABLE) {
            return exception.getMessage() + " Connect as OData 4; there is no Atom.";
        }
        return exception.errors().isEmpty()
                ? exception.getMessage() + " " + exception.problem().remedy()
                : exception.getMessage();
    }

    private static void details(JsonGenerator json, ProblemException exception) throws IOException {
        json.writeArrayFieldStart("details");
        for (FieldError error : exception.errors()) {
            json.writeStartObject();
            json.writeStringField("code", exception.problem().slug());
            json.writeStringField("target", error.field());
            json.writeStringField("message", error.toString());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private ODataProblem() {}
}
