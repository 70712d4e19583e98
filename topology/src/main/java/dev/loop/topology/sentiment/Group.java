package dev.loop.topology.sentiment;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The values of a group, as a list that knows its hash: the groups of every partition are looked up in one another's for
 * each question, and those of a question are kept.
 */
final class Group extends AbstractList<@Nullable String> implements RandomAccess {

    private final @Nullable String[] values;
    private final int hash;

    Group(@Nullable String... values) {
        this.values = values;
        this.hash = Arrays.hashCode(values);
    }

    @Override
    public @Nullable String get(int index) {
        return values[index];
    }

    @Override
    public int size() {
        return values.length;
    }

    /** As {@code List} says it must be. */
    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Group group
                ? hash == group.hash && Arrays.equals(values, group.values)
                : super.equals(other);
    }
}
