package dev.loop.api.control;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A small table that every instance holds whole: projects, and what else is set rather than said. */
public interface ControlTable<V> {

    Optional<V> get(String key);

    /** As it stands now; does not change when the table does. */
    Map<String, V> all();

    /** Counts the changes seen, so that what is derived from the table can tell when it is stale. */
    long version();

    /**
     * Returns when {@link #get} shows it. Fails as {@link dev.loop.api.command.CommandLog#append} does; with
     * {@link dev.loop.api.command.OutcomeUnknownException} as well where it is stored but not shown in time.
     */
    void put(String key, V value, Duration atMost);

    /**
     * Puts what follows from the value as it stands, which nobody changes in between: no other thread and no other process
     * that does so by this method. Returns when {@link #get} shows it. Takes longer than {@link #put}.
     *
     * @param how from the value, empty where there is none, to the wanted one; empty to leave it. May be called more than
     *     once
     * @return whether it was put
     */
    boolean change(String key, Function<Optional<V>, Optional<V>> how, Duration atMost);

    /**
     * Puts it where the key has no value, whichever of several processes come to that at the same time. False where
     * another one was first; {@link #get} then shows its value.
     */
    default boolean putFirst(String key, V value, Duration atMost) {
        return change(key, there -> there.isPresent() ? Optional.empty() : Optional.of(value), atMost);
    }

    /** Returns when {@link #get} shows it no more. */
    void remove(String key, Duration atMost);
}
