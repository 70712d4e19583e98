package dev.loop.api.cluster;

import dev.loop.api.connection.CallerGuard;
import dev.loop.api.http.Bodies;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Problem;
import dev.loop.api.http.Routes;
import dev.loop.question.Copies;
import dev.loop.question.GroupMemory;
import dev.loop.question.Requester;
import dev.loop.question.cluster.ClusterSecret;
import dev.loop.question.cluster.PeerAnswers;
import dev.loop.question.cluster.Peers;
import dev.loop.question.message.UnreadableMessageException;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/** The route by which other instances ask this one. */
public final class PeerRoute implements Feature {

    private static final int LARGEST_QUESTION = 4 << 20;

    private final PeerAnswers answers;
    private final ClusterSecret secret;

    /** @param groups what the groups of all answers take from */
    public PeerRoute(Copies copies, ClusterSecret secret, GroupMemory groups) {
        this.answers = new PeerAnswers(copies, groups);
        this.secret = secret;
    }

    @Override
    public void addTo(Routes routes) {
        routes.open(HandlerType.POST, Peers.PATH, this::answer);
    }

    private void answer(Context ctx) throws IOException {
        if (!secret.matches(ctx.header("Authorization"))) {
            throw Problem.UNAUTHENTICATED.because(
                    "This path is for other instances of the cluster, which know its secret.");
        }
        byte[] message = Bodies.whole(ctx, LARGEST_QUESTION);
        Requester caller = CallerGuard.caller(ServletContextRequest.getServletContextRequest(ctx.req()));
        try {
            ctx.status(200).contentType("application/octet-stream").result(answers.answer(message, caller));
        } catch (UnreadableMessageException notOne) {
            throw Problem.BAD_REQUEST.because("The message cannot be read: " + notOne.getMessage() + ".");
        }
    }
}
