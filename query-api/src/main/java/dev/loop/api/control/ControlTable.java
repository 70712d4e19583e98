package dev.loop.api.control;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

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
     * Puts it where the key has no value, whichever of several processes come to that at the same time. False where
     * another one was first; {@link #get} then shows its value.
     */
    boolean putFirst(String key, V value, Duration atMost);

    /** Returns when {@link #get} shows it no more. */
    void remove(String key, Duration atMost);
}
