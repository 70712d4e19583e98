package dev.loop.question;

import dev.loop.topology.question.Position;
import java.util.Collections;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The state that an answer reflects.
 *
 * @param missing partitions that are not in it; none unless the caller accepts a partial answer
 * @param standbys partitions that were read from a standby copy, and how many commands it was behind at most; empty if
 *     that is unknown
 */
public record AsOf(Position position, SortedSet<Integer> missing, SortedMap<Integer, OptionalLong> standbys) {

    public AsOf {
        missing = Collections.unmodifiableSortedSet(new TreeSet<>(missing));
        standbys = Collections.unmodifiableSortedMap(new TreeMap<>(standbys));
    }

    /** Returns a value that reflects everything, as it is written. */
    public static AsOf of(Position position) {
        return new AsOf(position, new TreeSet<>(), new TreeMap<>());
    }

    public boolean complete() {
        return missing.isEmpty();
    }

    /** Returns what both answers reflect. */
    public AsOf and(AsOf other) {
        SortedSet<Integer> eitherMissing = new TreeSet<>(missing);
        eitherMissing.addAll(other.missing);
        SortedMap<Integer, OptionalLong> eitherBehind = new TreeMap<>(standbys);
        other.standbys.forEach((partition, behind) -> eitherBehind.merge(partition, behind, AsOf::more));
        return new AsOf(position.orEarlier(other.position), eitherMissing, eitherBehind);
    }

    private static OptionalLong more(OptionalLong one, OptionalLong other) {
        return one.isEmpty() || other.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(one.getAsLong(), other.getAsLong()));
    }
}
