package dev.loop.connectors.log;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** A control table without Kafka under it, which any number of copies share. */
public final class MemoryTable<V> implements ControlTable<V> {

    private final Map<String, V> values = new ConcurrentHashMap<>();
    private final AtomicLong version = new AtomicLong();

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
        return version.get();
    }

    @Override
    public void put(String key, V value, Duration atMost) {
        values.put(key, value);
        version.incrementAndGet();
    }

    @Override
    public boolean change(String key, Function<Optional<V>, Optional<V>> how, Duration atMost) {
        Optional<V> next = how.apply(get(key));
        next.ifPresent(value -> put(key, value, atMost));
        return next.isPresent();
    }

    @Override
    public void remove(String key, Duration atMost) {
        values.remove(key);
        version.incrementAndGet();
    }
}
