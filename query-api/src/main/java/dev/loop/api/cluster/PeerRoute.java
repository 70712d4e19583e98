package dev.loop.api.cluster;

import dev.loop.api.http.Bodies;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Problem;
import dev.loop.api.http.Routes;
import dev.loop.api.peer.UnreadableMessageException;
import dev.loop.api.question.Ask;
import dev.loop.api.question.Copies;
import dev.loop.api.question.Questions.TooMuchException;
import dev.loop.api.question.Terms;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.Map;

/**
 * The route by which other instances ask this one. Questions are answered from the local copies and never passed on, so
 * that no question can go round in circles.
 */
public final class PeerRoute implements Feature {

    static final String PATH = "/internal/v1/ask";

    private static final int LARGEST_QUESTION = 4 << 20;
    static final int LARGEST_ANSWER = 64 << 20;

    private final Copies copies;
    private final ClusterSecret secret;

    public PeerRoute(Copies copies, ClusterSecret secret) {
        this.copies = copies;
        this.secret = secret;
    }

    @Override
    public void addTo(Routes routes) {
        routes.open(HandlerType.POST, PATH, this::answer);
    }

    private void answer(Context ctx) throws IOException {
        if (!secret.matches(ctx.header("Authorization"))) {
            throw Problem.UNAUTHENTICATED.because(
                    "This path is for other instances of the cluster, which know its secret.");
        }
        byte[] message = Bodies.whole(ctx, LARGEST_QUESTION);
        try {
            ctx.status(200).contentType("application/octet-stream").result(answer(copies, message));
        } catch (UnreadableMessageException notOne) {
            throw Problem.BAD_REQUEST.because("The message cannot be read: " + notOne.getMessage() + ".");
        }
    }

    /** Answers a message. Throws {@link UnreadableMessageException} if it is no question. */
    static byte[] answer(Copies copies, byte[] message) {
        PeerQuestion question = PeerQuestion.read(message);
        try {
            byte[] answer = answer(copies, sameKind(question.asks()), question.terms());
            if (answer.length > LARGEST_ANSWER) {
                throw new TooMuchException("The answer has too many groups: group by fewer facets, filter,"
                        + " or use a longer interval.");
            }
            return answer;
        } catch (RuntimeException failure) {
            return PeerAnswer.failure(failure);
        }
    }

    /** The cast is safe: all asks of a question are of one kind, so that their answers are of one type. */
    @SuppressWarnings("unchecked")
    private static Map<Integer, Ask<Object>> sameKind(Map<Integer, Ask<?>> asks) {
        return (Map<Integer, Ask<Object>>) (Map<Integer, ?>) asks;
    }

    private static byte[] answer(Copies copies, Map<Integer, Ask<Object>> asks, Terms terms) {
        var answers = copies.answers(asks, terms);
        return new PeerAnswer<>(answers, terms.allowance().itemsRead()).toBytes(asks);
    }
}
