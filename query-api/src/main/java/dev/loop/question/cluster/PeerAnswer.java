package dev.loop.question.cluster;

import dev.loop.question.Answer;
import dev.loop.question.Ask;
import dev.loop.question.Questions.TooLongException;
import dev.loop.question.Questions.TooManyAtOnceException;
import dev.loop.question.Questions.TooMuchException;
import dev.loop.question.Refused;
import dev.loop.question.Told;
import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerWriter;
import dev.loop.question.message.UnreadableMessageException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The answer of one instance to another: for each partition what its copy says, or why the whole question cannot be
 * answered.
 *
 * @param itemsRead counted against the question's allowance
 */
record PeerAnswer<T>(Map<Integer, Answer<T>> answers, long itemsRead) {

    private static final int ANSWERS = 0;
    private static final int TOO_MUCH = 1;
    private static final int TOO_LONG = 2;
    private static final int TOO_MANY = 3;
    private static final int NOT_VALID = 4;

    private static final int TOLD = 0;
    private static final int TOLD_BY_FOLLOWER = 1;
    private static final int REFUSED = 2;

    byte[] toBytes(Map<Integer, Ask<T>> asks) {
        var out = new PeerWriter();
        out.small(PeerQuestion.VERSION);
        out.small(ANSWERS);
        out.number(itemsRead);
        out.map(answers, (partition, answer) -> {
            out.count(partition);
            if (answer instanceof Told<T> told) {
                out.small(told.follows() ? TOLD_BY_FOLLOWER : TOLD);
                Objects.requireNonNull(asks.get(partition)).writeAnswer(told.value(), out);
            } else {
                out.small(REFUSED);
                out.text(((Refused<T>) answer).why());
                out.yesOrNo(((Refused<T>) answer).moving());
            }
        });
        return out.toBytes();
    }

    /** Encodes the failure; throws it again if it has no encoding. */
    static byte[] failure(RuntimeException failure) {
        var out = new PeerWriter();
        out.small(PeerQuestion.VERSION);
        if (failure instanceof TooMuchException) {
            out.small(TOO_MUCH);
        } else if (failure instanceof TooLongException) {
            out.small(TOO_LONG);
        } else if (failure instanceof TooManyAtOnceException) {
            out.small(TOO_MANY);
        } else if (failure instanceof IllegalArgumentException) {
            out.small(NOT_VALID);
        } else {
            throw failure;
        }
        out.text(String.valueOf(failure.getMessage()));
        return out.toBytes();
    }

    /** Reads an answer; throws the failure if it is one. */
    static <T> PeerAnswer<T> read(byte[] message, Map<Integer, Ask<T>> asks) {
        var in = new PeerReader(message);
        if (in.small() != PeerQuestion.VERSION) {
            throw new UnreadableMessageException("It is of another version");
        }
        switch (in.small()) {
            case ANSWERS -> {}
            case TOO_MUCH -> throw new TooMuchException(in.text());
            case TOO_LONG -> throw new TooLongException(in.text());
            case TOO_MANY -> throw new TooManyAtOnceException(in.text(), Duration.ofSeconds(2));
            case NOT_VALID -> throw new IllegalArgumentException(in.text());
            default -> throw new UnreadableMessageException("It is neither an answer nor a failure");
        }
        long itemsRead = in.number();
        Map<Integer, Answer<T>> answers = new TreeMap<>();
        for (int count = in.count(); count > 0; count--) {
            int partition = in.plain();
            Ask<T> ask = asks.get(partition);
            if (ask == null) {
                throw new UnreadableMessageException("It answers what was not asked");
            }
            int what = in.small();
            answers.put(
                    partition,
                    what == REFUSED
                            ? new Refused<>(in.text(), in.yesOrNo())
                            : new Told<>(ask.readAnswer(in), what == TOLD_BY_FOLLOWER));
        }
        return new PeerAnswer<>(answers, itemsRead);
    }
}
