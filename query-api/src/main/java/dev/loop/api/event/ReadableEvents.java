package dev.loop.api.event;

import dev.loop.api.http.Problem;
import dev.loop.api.http.ProblemException;
import dev.loop.api.http.Scope;
import dev.loop.api.key.Caller;
import dev.loop.schemas.event.EventType;
import java.util.EnumSet;
import java.util.Set;

/**
 * The types of events that a caller with {@code feedback:read} may read. An event of an endpoint has its URL, which may
 * be a secret in itself, so it takes the scope that the endpoint takes.
 */
public final class ReadableEvents {

    private static final Set<EventType> OF_ENDPOINTS = Set.of(EventType.ENDPOINT_DISABLED);

    /** Returns all types that are in the log and that the caller may read. */
    public static Set<EventType> by(Caller caller) {
        Set<EventType> readable = EnumSet.complementOf(EnumSet.of(EventType.WEBHOOK_TEST));
        if (!caller.may(Scope.WEBHOOKS_READ)) {
            readable.removeAll(OF_ENDPOINTS);
        }
        return readable;
    }

    /**
     * Returns the types that are asked for.
     *
     * @param types empty means all that the caller may read
     * @throws ProblemException if the caller may not read one of them
     */
    static Set<EventType> asked(Set<EventType> types, Caller caller) {
        Set<EventType> readable = by(caller);
        if (types.isEmpty()) {
            return readable;
        }
        for (EventType type : types) {
            if (!readable.contains(type)) {
                throw Problem.FORBIDDEN.because("The key " + caller.keyId() + " lacks the scope "
                        + Scope.WEBHOOKS_READ.word() + ", which the type " + type.word() + " takes.");
            }
        }
        return types;
    }

    private ReadableEvents() {}
}
