package dev.loop.topology.question;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * The number of items found by value.
 *
 * @param names counts by dimension and name; the empty name stands for items without one
 * @param outcomes counts by sentiment and status
 */
public record Facets(Map<Dimension, Map<String, Long>> names, Tally outcomes) {

    public static Facets empty() {
        Map<Dimension, Map<String, Long>> names = new EnumMap<>(Dimension.class);
        for (Dimension dimension : Dimension.values()) {
            names.put(dimension, new HashMap<>());
        }
        return new Facets(names, new Tally());
    }

    public void add(Dimension dimension, String name, long items) {
        names.computeIfAbsent(dimension, ignored -> new HashMap<>()).merge(name, items, Long::sum);
    }

    public void add(Facets other) {
        other.names.forEach((dimension, counts) -> counts.forEach((name, items) -> add(dimension, name, items)));
        outcomes.add(other.outcomes);
    }
}
