package dev.loop.connectors.log;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A small table that every instance holds whole: projects, and other settings. */
public interface ControlTable<V> {

    Optional<V> get(String key);

    /** Returns the current content, which does not change when the table does. */
    Map<String, V> all();

    /** Counts the changes seen, so that what is derived from the table can tell when it is stale. */
    long version();

    /**
     * Puts a value, and returns when {@link #get} shows it. Fails as {@link dev.loop.connectors.log.CommandLog#append}
     * does; also with {@link dev.loop.connectors.log.OutcomeUnknownException} if the value is stored but not shown in
     * time.
     */
    void put(String key, V value, Duration atMost);

    /**
     * Puts a value that follows from the current one, which nobody changes in between: no other thread and no other
     * process that uses this method. Returns when {@link #get} shows it. Takes longer than {@link #put}.
     *
     * @param how from the current value, empty if there is none, to the wanted one; empty to leave it. May be called
     *     more than once
     * @return whether a value was put
     */
    boolean change(String key, Function<Optional<V>, Optional<V>> how, Duration atMost);

    /**
     * Puts a value if the key has none, even if several processes do so at the same time. Returns false if another one
     * was first; {@link #get} then shows its value.
     */
    default boolean putFirst(String key, V value, Duration atMost) {
        return change(key, there -> there.isPresent() ? Optional.empty() : Optional.of(value), atMost);
    }

    /** Removes a value, and returns when {@link #get} no longer shows it. */
    void remove(String key, Duration atMost);
}
