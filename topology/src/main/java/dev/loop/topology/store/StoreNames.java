package dev.loop.topology.store;

import dev.loop.schemas.Topics;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Every state store. No store name is written anywhere else, queries included. */
public final class StoreNames {

    /** Items by id and by time, and the cells that count them; one for each partition. */
    public static final String FEEDBACK = "feedback";

    /** Accounts, and the account of each user; the same on every instance. */
    public static final String ACCOUNTS = "accounts";

    /** Tenants; the same on every instance. */
    public static final String PROJECTS = "projects";

    /** Webhook endpoints; the same on every instance. */
    public static final String WEBHOOK_ENDPOINTS = Topics.WEBHOOK_ENDPOINTS.name();

    /** Rules that give tags; the same on every instance. */
    public static final String TAG_RULES = Topics.TAG_RULES.name();

    /** Deliveries and their attempts; one for each partition. */
    public static final String WEBHOOK_DELIVERIES = "webhook-deliveries";

    /** Deliveries that wait for their time or their turn; one for each partition. */
    public static final String WEBHOOK_SCHEDULE = "webhook-schedule";

    /** The state of each endpoint; one for each partition. */
    public static final String WEBHOOK_ENDPOINT_STATES = "webhook-endpoint-states";

    /** Spikes as they stand: the topic of that name, where its events are made. */
    public static final String TRENDS = Topics.TRENDS.name();

    /** Themes, their means and what they were merged into; one for each partition of projects. */
    public static final String THEMES = Topics.THEMES.name();

    /** The theme of each item, and the people of each theme; one for each partition of projects. */
    public static final String THEME_MEMBERS = "theme-members";

    /** What people said of the machine's words, and how often they agree; one for each partition of projects. */
    public static final String AGREEMENT = Topics.AGREEMENT.name();

    /** Returns the word by which people know the stores of a ledger: {@code feedback, deliveries, themes, agreement}. */
    public static String ledgerOf(String store) {
        if (store.equals(FEEDBACK)) {
            return "feedback";
        }
        if (store.equals(AGREEMENT)) {
            return "agreement";
        }
        return store.equals(THEMES) || store.equals(THEME_MEMBERS) ? "themes" : "deliveries";
    }

    /** Asks for one partition of a store of the ledger of deliveries, whether this instance writes it or follows it. */
    public static StoreQueryParameters<ReadOnlyKeyValueStore<Bytes, byte[]>> webhooks(String store, int partition) {
        return StoreQueryParameters.fromNameAndType(store, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
                .withPartition(partition)
                .enableStaleStores();
    }

    private StoreNames() {}
}
