package dev.loop.client;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The newest position of all writes: {@code partition:offset} for each partition. Thread-safe. */
final class NewestPosition {

    private static final Pattern FORM = Pattern.compile("\\d{1,9}:\\d{1,18}(,\\d{1,9}:\\d{1,18})*");

    private final Map<Integer, Long> offsets = new TreeMap<>();
    private @Nullable String other;

    synchronized void add(String position) {
        if (!FORM.matcher(position).matches()) {
            other = position;
            return;
        }
        for (String part : position.split(",")) {
            int colon = part.indexOf(':');
            offsets.merge(
                    Integer.valueOf(part.substring(0, colon)), Long.valueOf(part.substring(colon + 1)), Math::max);
        }
    }

    synchronized Optional<String> get() {
        if (other != null) {
            return Optional.of(other);
        }
        return Optional.of(offsets.entrySet().stream()
                        .map(each -> each.getKey() + ":" + each.getValue())
                        .collect(Collectors.joining(",")))
                .filter(text -> !text.isEmpty());
    }
}
