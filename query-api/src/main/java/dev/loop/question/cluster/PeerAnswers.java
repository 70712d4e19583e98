package dev.loop.question.cluster;

import dev.loop.question.Allowance;
import dev.loop.question.Ask;
import dev.loop.question.Copies;
import dev.loop.question.GroupMemory;
import dev.loop.question.Questions.TooMuchException;
import dev.loop.question.Requester;
import dev.loop.question.Terms;
import dev.loop.question.message.UnreadableMessageException;
import java.util.Map;

/**
 * Answers the questions of other instances from the local copies. A question is never passed on, so that none goes round
 * in circles.
 */
public final class PeerAnswers {

    private final Copies copies;
    private final GroupMemory groups;

    /** @param groups what the groups of all answers take from */
    public PeerAnswers(Copies copies, GroupMemory groups) {
        this.copies = copies;
        this.groups = groups;
    }

    /**
     * Answers a message. Throws {@link UnreadableMessageException} if it is no question.
     *
     * @param caller the instance that asks; when it leaves, the answer is given up
     */
    public byte[] answer(byte[] message, Requester caller) {
        PeerQuestion question = PeerQuestion.read(message, groups, caller);
        try (Allowance whole = question.terms().allowance()) {
            byte[] answer = answer(sameKind(question.asks()), question.terms());
            if (answer.length > Peers.LARGEST_ANSWER) {
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

    private byte[] answer(Map<Integer, Ask<Object>> asks, Terms terms) {
        var answers = copies.answers(asks, terms);
        return new PeerAnswer<>(answers, terms.allowance().itemsRead()).toBytes(asks);
    }
}
