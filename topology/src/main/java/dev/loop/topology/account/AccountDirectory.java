package dev.loop.topology.account;

import dev.loop.schemas.avro.Account;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Keeps accounts and, for each user, the account that named it last. Invariant: a user that an account no longer names
 * does not get its plan any more, unless another account has named the user since.
 */
public final class AccountDirectory implements Processor<String, Account, Void, Void> {

    private final String storeName;
    private final Serde<Account> accounts;
    private KeyValueStore<Bytes, byte[]> store;

    public AccountDirectory(String storeName, Serde<Account> accounts) {
        this.storeName = storeName;
        this.accounts = accounts;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        store = context.getStateStore(storeName);
    }

    @Override
    public void process(Record<String, Account> record) {
        Account after = record.value();
        if (after == null) {
            forget(record.key());
            return;
        }
        Bytes key = AccountKey.account(after.getProject(), after.getId());
        byte[] stored = store.get(key);
        if (stored != null) {
            dismiss(read(accounts.deserializer(), stored), new HashSet<>(after.getUsers()));
        }
        store.put(key, write(accounts.serializer(), after));
        byte[] membership = new Membership(after.getId(), after.getPlan().orElse(null)).encode();
        for (String user : after.getUsers()) {
            store.put(AccountKey.user(after.getProject(), user), membership);
        }
    }

    /** Forgets the account of a tombstone. Its key is all that is known: {@code project/id}. */
    private void forget(String key) {
        int slash = key.indexOf('/');
        if (slash < 0) {
            return;
        }
        Bytes account = AccountKey.account(key.substring(0, slash), key.substring(slash + 1));
        byte[] stored = store.get(account);
        if (stored != null) {
            dismiss(read(accounts.deserializer(), stored), Set.of());
            store.delete(account);
        }
    }

    private void dismiss(Account before, Set<String> staying) {
        for (String user : before.getUsers()) {
            Bytes key = AccountKey.user(before.getProject(), user);
            byte[] membership = store.get(key);
            if (!staying.contains(user)
                    && membership != null
                    && Membership.decode(membership).account().equals(before.getId())) {
                store.delete(key);
            }
        }
    }

    /** Returns the plan of a user's account; empty if there is no account, or if it has no plan. */
    public static Optional<String> planOf(ReadOnlyKeyValueStore<Bytes, byte[]> store, String project, String user) {
        return Optional.ofNullable(store.get(AccountKey.user(project, user)))
                .map(Membership::decode)
                .flatMap(membership -> Optional.ofNullable(membership.plan()));
    }

    public static Optional<Account> find(
            ReadOnlyKeyValueStore<Bytes, byte[]> store, Serde<Account> accounts, String project, String id) {
        return Optional.ofNullable(store.get(AccountKey.account(project, id)))
                .map(bytes -> read(accounts.deserializer(), bytes));
    }

    /**
     * Returns accounts of a project, in the order of the UTF-8 of their ids.
     *
     * @param after the id before the first; empty for the beginning
     */
    public static List<Account> list(
            ReadOnlyKeyValueStore<Bytes, byte[]> store,
            Serde<Account> accounts,
            String project,
            String after,
            int limit) {
        List<Account> found = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> rows =
                store.range(AccountKey.after(project, after), AccountKey.end(project))) {
            while (found.size() < limit && rows.hasNext()) {
                found.add(read(accounts.deserializer(), rows.next().value));
            }
        }
        return found;
    }

    private static Account read(Deserializer<Account> deserializer, byte[] bytes) {
        return deserializer.deserialize("", bytes);
    }

    private static byte[] write(Serializer<Account> serializer, Account account) {
        return serializer.serialize("", account);
    }
}
