package dev.loop.connectors.learn;

import dev.loop.connectors.log.ControlTable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A table without Kafka under it, for one thread. */
final class MemoryTable<V> implements ControlTable<V> {

    private final Map<String, V> values = new HashMap<>();
    private long version;

    @Override
    public Optional<V> get(String key) {
        return Optional.ofNullable(values.get(key));
    }

    @Override
    public Map<String, V> all() {
        return Map.copyOf(values);
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public void put(String key, V value, Duration atMost) {
        values.put(key, value);
        version++;
    }

    @Override
    public boolean change(String key, Function<Optional<V>, Optional<V>> how, Duration atMost) {
        Optional<V> wanted = how.apply(get(key));
        wanted.ifPresent(value -> put(key, value, atMost));
        return wanted.isPresent();
    }

    @Override
    public void remove(String key, Duration atMost) {
        values.remove(key);
        version++;
    }
}
