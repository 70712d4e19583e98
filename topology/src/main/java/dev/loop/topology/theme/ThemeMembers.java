package dev.loop.topology.theme;

import dev.loop.topology.theme.ThemeKeys.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The items of one project by theme, and the people behind each theme: rows of the store {@code theme-members}. */
final class ThemeMembers {

    private final KeyValueStore<Bytes, byte[]> store;
    private final String project;

    ThemeMembers(KeyValueStore<Bytes, byte[]> store, String project) {
        this.store = store;
        this.project = project;
    }

    Optional<Member> get(String item) {
        return Optional.ofNullable(store.get(ThemeKeys.named(Kind.MEMBER, project, item)))
                .map(Member::read);
    }

    void put(String item, Member member) {
        store.put(ThemeKeys.named(Kind.MEMBER, project, item), member.bytes());
    }

    void remove(String item) {
        store.delete(ThemeKeys.named(Kind.MEMBER, project, item));
    }

    /** Counts an item of a user. Returns whether the user is new in the theme. */
    boolean count(long theme, String user) {
        return count(theme, user, 1);
    }

    /** Takes an item of a user out of the count. Returns whether it was the user's last in the theme. */
    boolean uncount(long theme, String user) {
        Bytes key = ThemeKeys.person(project, theme, user);
        byte[] before = store.get(key);
        long left = before == null ? 0 : ThemeCodec.number(before, 0) - 1;
        if (left > 0) {
            store.put(key, ThemeCodec.bytes(left));
            return false;
        }
        store.delete(key);
        return before != null;
    }

    /** Counts the people of one theme into another. Returns how many of them are new there. */
    int movePeople(long from, long into) {
        int fresh = 0;
        for (KeyValue<Bytes, byte[]> person : people(from)) {
            fresh += count(into, ThemeKeys.personOf(person.key), ThemeCodec.number(person.value, 0)) ? 1 : 0;
            store.delete(person.key);
        }
        return fresh;
    }

    void forgetPeople(long theme) {
        people(theme).forEach(person -> store.delete(person.key));
    }

    private boolean count(long theme, String user, long items) {
        Bytes key = ThemeKeys.person(project, theme, user);
        byte[] before = store.get(key);
        store.put(key, ThemeCodec.bytes(items + (before == null ? 0 : ThemeCodec.number(before, 0))));
        return before == null;
    }

    private List<KeyValue<Bytes, byte[]>> people(long theme) {
        return rows(ThemeKeys.theme(Kind.PERSON, project, theme));
    }

    void await(String language, long number, String item) {
        store.put(ThemeKeys.waiting(project, language, number), item.getBytes(StandardCharsets.UTF_8));
    }

    void notWaiting(String language, long number) {
        store.delete(ThemeKeys.waiting(project, language, number));
    }

    /** Takes all items that wait for the mean of a language, in the order in which they came. */
    void takeWaiting(String language, Consumer<String> items) {
        for (KeyValue<Bytes, byte[]> row : rows(ThemeKeys.waiting(project, language))) {
            store.delete(row.key);
            items.accept(new String(row.value, StandardCharsets.UTF_8));
        }
    }

    private List<KeyValue<Bytes, byte[]>> rows(Bytes beginning) {
        List<KeyValue<Bytes, byte[]>> rows = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> found = store.range(beginning, ThemeKeys.after(beginning))) {
            found.forEachRemaining(rows::add);
        }
        return rows;
    }
}
