package dev.loop.topology;

import dev.loop.topology.store.FeedbackStoreType;
import dev.loop.topology.store.FeedbackView;
import org.apache.kafka.streams.StoreQueryParameters;

/** Every state store. No store name is written anywhere else, queries included. */
public final class Stores {

    /** Items by id and by time, and the cells that count them; one for each partition. */
    public static final String FEEDBACK = "feedback";

    /** Accounts, and the account of each user; the same on every instance. */
    public static final String ACCOUNTS = "accounts";

    /** Tenants; the same on every instance. */
    public static final String PROJECTS = "projects";

    /** Asks for one partition of {@link #FEEDBACK}, if this instance is the one that writes it. */
    public static StoreQueryParameters<FeedbackView> feedback(int partition) {
        return StoreQueryParameters.fromNameAndType(FEEDBACK, new FeedbackStoreType())
                .withPartition(partition);
    }

    private Stores() {}
}
