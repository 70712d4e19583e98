package dev.loop.api.user;

import dev.loop.api.http.Bodies;
import dev.loop.api.http.BodyFields;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Json;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Problem;
import dev.loop.api.http.ProblemException;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.key.Access;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.Rfc3339;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** {@code /v1/user-secret}: shows and replaces the secret of a project that proves users. */
public final class UserSecretRoutes implements Feature {

    private static final String PATH = "/v1/user-secret";
    private static final Duration USUAL_OVERLAP = Duration.ofHours(24);
    private static final Duration LONGEST_OVERLAP = Duration.ofDays(90);

    private final UserSecrets secrets;
    private final int bodyLimit;

    public UserSecretRoutes(UserSecrets secrets, int bodyLimit) {
        this.secrets = secrets;
        this.bodyLimit = bodyLimit;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, PATH, Scope.KEYS_SECRETS, this::show)
                .scoped(HandlerType.POST, PATH + "/rotate", Scope.KEYS_SECRETS, this::rotate);
    }

    private void show(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        answer(ctx);
    }

    private void rotate(Context ctx) throws IOException {
        Parameters.of(ctx, List.of()).done();
        var errors = new FieldErrors();
        Duration overlap = BodyFields.read(Bodies.json(ctx, bodyLimit), "a rotation", List.of("overlap"), errors)
                .length("overlap", Duration.ZERO, LONGEST_OVERLAP)
                .orElse(USUAL_OVERLAP);
        if (!errors.isEmpty()) {
            throw ProblemException.of(Problem.INVALID_BODY, errors.toList());
        }
        secrets.rotate(Access.caller(ctx).project(), overlap);
        answer(ctx);
    }

    private void answer(Context ctx) {
        String project = Access.caller(ctx).project();
        List<UserSecrets.Open> inUse = secrets.inUse(project);
        if (inUse.isEmpty() && secrets.hasSealed(project)) {
            throw Problem.NOT_READY.because("The user secret is sealed and cannot be opened here: the server needs the"
                    + " master key (LOOP_MASTER_KEY) that it was sealed with. If that is lost, POST " + PATH
                    + "/rotate makes a new secret.");
        }
        ctx.header("Cache-Control", "no-store");
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            if (!inUse.isEmpty()) {
                json.writeStringField("secret", inUse.get(0).secret());
                json.writeStringField(
                        "createdAt", Rfc3339.format(inUse.get(0).createdAt().toEpochMilli()));
            }
            json.writeArrayFieldStart("previous");
            for (UserSecrets.Open old : inUse.subList(Math.min(1, inUse.size()), inUse.size())) {
                json.writeStartObject();
                json.writeStringField("secret", old.secret());
                json.writeStringField("expiresAt", Rfc3339.format(old.ends()));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }
}
