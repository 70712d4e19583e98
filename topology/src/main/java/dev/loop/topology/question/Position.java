package dev.loop.topology.question;

import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The progress of the stores, or the progress that shows a write: the offset of a command for each partition of
 * {@code feedback-commands}. The text form is {@code partition:offset}, separated by commas: {@code 0:118,3:97}.
 */
public record Position(NavigableMap<Integer, Long> offsets) {

    public static final Position NONE = new Position(new TreeMap<>());

    private static final int LONGEST_TEXT = 8192;

    public Position {
        offsets = java.util.Collections.unmodifiableNavigableMap(new TreeMap<>(offsets));
    }

    public static Position of(int partition, long offset) {
        return new Position(new TreeMap<>(java.util.Map.of(partition, offset)));
    }

    /** Returns the later offset of each partition. */
    public Position and(Position other) {
        var merged = new TreeMap<>(offsets);
        other.offsets.forEach((partition, offset) -> merged.merge(partition, offset, Math::max));
        return new Position(merged);
    }

    /** Returns the earlier offset of each partition: what both answers reflect. */
    public Position orEarlier(Position other) {
        var merged = new TreeMap<>(offsets);
        merged.keySet().retainAll(other.offsets.keySet());
        other.offsets.forEach(
                (partition, offset) -> merged.computeIfPresent(partition, (p, ours) -> Math.min(ours, offset)));
        return new Position(merged);
    }

    /** Parses a position; empty if the text is none. */
    public static Optional<Position> parse(String text) {
        if (text.isBlank() || text.length() > LONGEST_TEXT) {
            return Optional.empty();
        }
        var offsets = new TreeMap<Integer, Long>();
        try {
            for (String part : text.split(",", -1)) {
                int colon = part.indexOf(':');
                if (colon < 1) {
                    return Optional.empty();
                }
                int partition = Integer.parseInt(part.substring(0, colon).strip());
                long offset = Long.parseLong(part.substring(colon + 1).strip());
                if (partition < 0 || offset < 0) {
                    return Optional.empty();
                }
                offsets.merge(partition, offset, Math::max);
            }
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
        return Optional.of(new Position(offsets));
    }

    @Override
    public String toString() {
        return offsets.entrySet().stream()
                .map(e -> e.getKey() + ":" + e.getValue())
                .collect(Collectors.joining(","));
    }
}
