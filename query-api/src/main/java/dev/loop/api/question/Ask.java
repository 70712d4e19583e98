package dev.loop.api.question;

import dev.loop.api.peer.PeerReader;
import dev.loop.api.peer.PeerWriter;
import dev.loop.schemas.avro.Account;
import dev.loop.topology.question.Patience;
import dev.loop.topology.store.FeedbackView;
import dev.loop.topology.webhook.DeliveryView;
import java.util.List;
import java.util.Optional;

/**
 * What a question asks of one partition, wherever that is. It is answered from one copy of it, and the answers of all
 * partitions are put together by who asks.
 *
 * @param <T> what comes back: values, no views of stores
 */
public interface Ask<T> {

    /** Which stores it is about; their partitions may be on different instances. */
    enum Ledger {
        FEEDBACK,
        DELIVERIES,
        /** Tables that every instance holds whole: any of them can say. */
        TABLES
    }

    /** What it takes to answer it, and so where it waits for its turn. */
    enum Effort {
        /** Waits for something to happen, and does nothing meanwhile. */
        WAIT,
        /** Milliseconds. */
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

        List<Account> accounts(String project, String after, int limit);
    }

    default Ledger ledger() {
        return Ledger.FEEDBACK;
    }

    default Effort effort() {
        return Effort.QUICK;
    }

    /** Throws {@code InvalidStateStoreException} where this copy cannot say, and another one may. */
    T answer(Copy copy, Patience patience);

    AskKind kind();

    void write(PeerWriter out);

    void writeAnswer(T answer, PeerWriter out);

    T readAnswer(PeerReader in);
}
