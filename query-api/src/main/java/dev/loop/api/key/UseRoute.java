package dev.loop.api.key;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.loop.api.http.Bodies;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Problem;
import dev.loop.api.http.Routes;
import dev.loop.question.cluster.OtherInstances;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;

/** The route by which other instances ask this one how keys were used here. */
public final class UseRoute implements Feature {

    static final String PATH = "/internal/v1/key-use";

    private static final int LARGEST_QUESTION = 1 << 20;

    private final KeyUse use;
    private final OtherInstances others;

    public UseRoute(KeyUse use, OtherInstances others) {
        this.use = use;
        this.others = others;
    }

    @Override
    public void addTo(Routes routes) {
        routes.open(HandlerType.POST, PATH, this::answer);
    }

    private void answer(Context ctx) throws IOException {
        if (!others.admits(ctx.header("Authorization"))) {
            throw Problem.UNAUTHENTICATED.because(
                    "This path is for other instances of the cluster, which know its secret.");
        }
        try {
            byte[] report = use.here(UseReport.readQuestion(Bodies.whole(ctx, LARGEST_QUESTION)))
                    .toBytes();
            ctx.status(200).contentType("application/octet-stream").result(report);
        } catch (JsonProcessingException notOne) {
            throw Problem.BAD_REQUEST.because("The message cannot be read as a list of keys.");
        }
    }
}
