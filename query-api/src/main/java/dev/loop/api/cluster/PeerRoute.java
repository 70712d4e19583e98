package dev.loop.api.cluster;

import dev.loop.api.http.Bodies;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Problem;
import dev.loop.api.http.Routes;
import dev.loop.api.peer.UnreadableMessageException;
import dev.loop.api.question.Allowance;
import dev.loop.api.question.Ask;
import dev.loop.api.question.Copies;
import dev.loop.api.question.GroupMemory;
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
    private final GroupMemory groups;

    /** @param groups what the groups of all answers take from */
    public PeerRoute(Copies copies, ClusterSecret secret, GroupMemory groups) {
        this.copies = copies;
        this.secret = secret;
        this.groups = groups;
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
            ctx.status(200).contentType("application/octet-stream").result(answer(copies, message, groups));
        } catch (UnreadableMessageException notOne) {
            throw Problem.BAD_REQUEST.because("The message cannot be read: " + notOne.getMessage() + ".");
        }
    }

    /** Throws {@link UnreadableMessageException} where the message is no question. */
    static byte[] answer(Copies copies, byte[] message, GroupMemory groups) {
        PeerQuestion question = PeerQuestion.read(message, groups);
        try (Allowance whole = question.terms().allowance()) {
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
