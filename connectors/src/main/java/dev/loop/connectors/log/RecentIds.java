package dev.loop.connectors.log;

import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.item.Said;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The ids of items that this instance has taken in lately, before the stores know them. Two concurrent creates of one
 * id are sent once, and both callers wait for the one outcome. About 170 bytes an id.
 */
public final class RecentIds {

    private final CommandLog log;
    private final int capacity;
    private final Map<String, Flying> inFlight = new LinkedHashMap<>();
    private final Map<String, Landed> accepted = new LinkedHashMap<>();

    /** @param said a hash of the content, which is only ever compared */
    private record Flying(CompletableFuture<Place> place, int said) {}

    private record Landed(Place place, int said) {}

    public RecentIds(CommandLog log, int capacity) {
        this.log = log;
        this.capacity = capacity;
    }

    /**
     * @param place place of the create, as soon as it is stored
     * @param known whether an earlier call sent it
     * @param same whether its content equals that of the earlier call
     */
    public record Sent(CompletableFuture<Place> place, boolean known, boolean same) {}

    /** Sends a create, unless one of the same id is under way or was accepted lately. */
    public Sent send(FeedbackCommand create) {
        String id = create.getId();
        int said = Said.in(create).hashCode();
        CompletableFuture<Place> promise;
        synchronized (this) {
            Landed landed = accepted.get(id);
            if (landed != null) {
                return new Sent(CompletableFuture.completedFuture(landed.place()), true, landed.said() == said);
            }
            Flying flying = inFlight.get(id);
            if (flying != null) {
                return new Sent(flying.place(), true, flying.said() == said);
            }
            promise = new CompletableFuture<>();
            inFlight.put(id, new Flying(promise, said));
        }
        append(create).whenComplete((place, failure) -> {
            landed(id, place, said, failure == null);
            if (failure == null) {
                promise.complete(place);
            } else {
                promise.completeExceptionally(failure);
            }
        });
        return new Sent(promise, false, true);
    }

    /** Returns where an item's create was stored, if it was lately. */
    public synchronized Optional<Place> find(String id) {
        return Optional.ofNullable(accepted.get(id)).map(Landed::place);
    }

    private CompletableFuture<Place> append(FeedbackCommand create) {
        try {
            return log.append(create);
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private synchronized void landed(String id, Place place, int said, boolean stored) {
        inFlight.remove(id);
        if (!stored) {
            return;
        }
        accepted.put(id, new Landed(place, said));
        if (accepted.size() > capacity) {
            Iterator<String> oldest = accepted.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }
}
