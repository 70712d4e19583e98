package dev.loop.api.command;

import dev.loop.schemas.avro.FeedbackCommand;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The ids of items that this instance has taken in lately, before the stores know them. Two concurrent creates with one
 * id are sent once, and both callers wait for the one outcome. About 150 bytes an id.
 */
public final class RecentIds {

    private final CommandLog log;
    private final int capacity;
    private final Map<String, CompletableFuture<Place>> inFlight = new LinkedHashMap<>();
    private final Map<String, Place> accepted = new LinkedHashMap<>();

    public RecentIds(CommandLog log, int capacity) {
        this.log = log;
        this.capacity = capacity;
    }

    /**
     * @param place of the create, as soon as it is stored
     * @param known whether an earlier call sent it
     */
    public record Sent(CompletableFuture<Place> place, boolean known) {}

    /** Sends a create, unless one of the same id is under way or was accepted lately. */
    public Sent send(FeedbackCommand create) {
        String id = create.getId();
        CompletableFuture<Place> promise;
        synchronized (this) {
            Place place = accepted.get(id);
            if (place != null) {
                return new Sent(CompletableFuture.completedFuture(place), true);
            }
            CompletableFuture<Place> flying = inFlight.get(id);
            if (flying != null) {
                return new Sent(flying, true);
            }
            promise = new CompletableFuture<>();
            inFlight.put(id, promise);
        }
        append(create).whenComplete((place, failure) -> {
            landed(id, place, failure == null);
            if (failure == null) {
                promise.complete(place);
            } else {
                promise.completeExceptionally(failure);
            }
        });
        return new Sent(promise, false);
    }

    /** Returns where an item's create was stored, if it was lately. */
    public synchronized Optional<Place> find(String id) {
        return Optional.ofNullable(accepted.get(id));
    }

    private CompletableFuture<Place> append(FeedbackCommand create) {
        try {
            return log.append(create);
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private synchronized void landed(String id, Place place, boolean stored) {
        inFlight.remove(id);
        if (!stored) {
            return;
        }
        accepted.put(id, place);
        if (accepted.size() > capacity) {
            Iterator<String> oldest = accepted.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }
}
