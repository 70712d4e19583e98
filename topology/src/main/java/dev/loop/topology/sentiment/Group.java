package dev.loop.topology.sentiment;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The values of a group, as a list that knows its hash: a question looks the groups of every partition up in those of
 * the others, and groups are kept between questions.
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
