package dev.loop.topology.question;

import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A condition on a value that may be absent: any, one of several, or none of several. The empty string stands for
 * absent, as in {@code ?tag=}.
 */
public record Match(Set<String> values, boolean negated) {

    public static final Match ANY = new Match(Set.of(), true);

    public Match {
        values = Set.copyOf(values);
    }

    public static Match oneOf(Collection<String> values) {
        return new Match(values.stream().map(Objects::requireNonNull).collect(Collectors.toSet()), false);
    }

    public static Match noneOf(Collection<String> values) {
        return new Match(Set.copyOf(values), true);
    }

    public boolean any() {
        return negated && values.isEmpty();
    }

    public boolean accepts(@Nullable String value) {
        return values.contains(value == null ? "" : value) != negated;
    }
}
