package dev.loop.api.key;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The use of some keys, as one instance counts it or as several do together.
 *
 * @param since from when on all calls are counted, in epoch milliseconds: the start of the instance
 * @param keys by id
 */
record UseReport(long since, Map<String, OfKey> keys) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param countedAs the id under which items of the key are counted */
    record Asked(String id, String countedAs) {}

    /**
     * @param last call, in epoch milliseconds; null if there was none
     * @param refused calls, by the name of the limit or the problem
     */
    record OfKey(@Nullable Long last, Map<String, Long> refused, int itemsToday) {

        static final OfKey NONE = new OfKey(null, Map.of(), 0);

        OfKey and(OfKey other) {
            var all = new TreeMap<>(refused);
            other.refused.forEach((kind, times) -> all.merge(kind, times, Long::sum));
            Long latest = Stream.of(Optional.ofNullable(last), Optional.ofNullable(other.last))
                    .flatMap(Optional::stream)
                    .max(Comparator.naturalOrder())
                    .orElse(null);
            return new OfKey(latest, all, itemsToday + other.itemsToday);
        }
    }

    OfKey of(String id) {
        return Objects.requireNonNullElse(keys.get(id), OfKey.NONE);
    }

    UseReport and(UseReport other) {
        var all = new TreeMap<>(keys);
        other.keys.forEach((id, use) -> all.merge(id, use, OfKey::and));
        return new UseReport(Math.max(since, other.since), all);
    }

    byte[] toBytes() {
        return bytes(this);
    }

    static UseReport read(byte[] message) throws IOException {
        return JSON.readValue(message, UseReport.class);
    }

    static byte[] question(List<Asked> keys) {
        return bytes(keys);
    }

    static List<Asked> readQuestion(byte[] message) throws IOException {
        return JSON.readValue(message, new TypeReference<>() {});
    }

    private static byte[] bytes(Object message) {
        try {
            return JSON.writeValueAsBytes(message);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
