package dev.loop.topology.store;

import java.util.List;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.QueryableStoreType;
import org.apache.kafka.streams.state.internals.StateStoreProvider;

/** How an interactive query gets at a {@link FeedbackView}. Ask for one partition at a time. */
public final class FeedbackStoreType implements QueryableStoreType<FeedbackView> {

    @Override
    public boolean accepts(StateStore store) {
        return store instanceof FeedbackStore;
    }

    @Override
    public FeedbackView create(StateStoreProvider provider, String storeName) {
        List<FeedbackView> found = provider.stores(storeName, this);
        if (found.size() != 1) {
            throw new InvalidStateStoreException(
                    "One partition of " + storeName + " was asked for, and " + found.size() + " are here");
        }
        return found.get(0);
    }
}
