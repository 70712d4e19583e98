package dev.loop.question;

import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerWriter;
import dev.loop.schemas.avro.Account;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.store.FeedbackView;
import dev.loop.topology.webhook.DeliveryView;
import java.util.List;
import java.util.Optional;

/**
 * A question to one partition, wherever that is. One copy answers it, and the caller puts the answers of all partitions
 * together.
 *
 * @param <T> the answer: values, no views of stores
 */
public interface Ask<T> {

    /** The stores that a question is about; their partitions may be on different instances. */
    enum Ledger {
        FEEDBACK,
        DELIVERIES,
        /** Tables that every instance holds whole, so that any instance can answer. */
        TABLES
    }

    /** The effort of an answer, which decides where it waits for its turn. */
    enum Effort {
        /** Waits for something to happen, and does nothing meanwhile. */
        WAIT,
        /** Takes milliseconds. */
        QUICK,
        /** Looks for words. */
        SEARCH,
        /** Reads items one by one. */
        ITEMS
    }

    /** The stores of one partition. */
    interface Copy {
        FeedbackView feedback();

        DeliveryView deliveries();

        Optional<Account> account(String project, String id);

        Optional<String> planOf(String project, String user);

        List<Account> accounts(String project, String after, int limit);
    }

    default Ledger ledger() {
        return Ledger.FEEDBACK;
    }

    default Effort effort() {
        return Effort.QUICK;
    }

    /** Answers the question. Throws {@code InvalidStateStoreException} if this copy cannot answer and another may. */
    T answer(Copy copy, ReadBudget budget);

    AskKind kind();

    void write(PeerWriter out);

    void writeAnswer(T answer, PeerWriter out);

    T readAnswer(PeerReader in);
}
