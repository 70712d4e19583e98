package dev.loop.registry;

import java.util.List;
import java.util.function.Function;

/** The one order of events that all instances see, and the state that they add up to. */
interface RegistryLog extends AutoCloseable {

    /**
     * The events that a request causes, and the answer once they are written.
     *
     * @param events written all or none; may be none
     */
    record Decision<T>(List<RegistryEvent> events, T answer) {}

    /** Looks at the state. The function is quick and changes nothing. */
    <T> T read(Function<SchemaRegistryState, T> question);

    /**
     * Decides on the newest state, writes, and returns when the state reflects it. The function may be called more than
     * once, if another instance was faster; what it throws is thrown here and nothing is written.
     *
     * @throws dev.loop.schemas.wire.RegistryUnavailableException if it could not be written; it may or may not be later
     */
    <T> T write(Function<SchemaRegistryState, Decision<T>> decide);

    @Override
    void close();
}
