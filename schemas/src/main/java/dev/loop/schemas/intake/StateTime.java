package dev.loop.schemas.intake;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.text.Rfc3339;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The time at which the state of an item began; it decides which of two states is newer. An item whose source tells
 * this time has it in its metadata, where every reader of the item sees it; a change made here moves it on.
 */
public final class StateTime {

    /** The key in the metadata. */
    public static final String KEY = "updatedAt";

    /**
     * Returns the time of an item's state. An item that was never changed is in the state in which it was created;
     * where an item was changed and its source tells no time, the change counts. What a model says is no change of it.
     */
    public static Instant of(Feedback item) {
        String told = item.getMetadata().get(KEY);
        OptionalLong millis = told == null ? OptionalLong.empty() : Rfc3339.parse(told);
        if (millis.isPresent()) {
            return Instant.ofEpochMilli(millis.getAsLong());
        }
        Instant changedAt = item.getChangedAt().orElse(item.getUpdatedAt());
        boolean changed = item.getRevision() > 1 && !changedAt.equals(item.getReceivedAt());
        return changed ? changedAt : item.getCreatedAt();
    }

    public static Map<String, String> in(Map<String, String> metadata, Instant time) {
        Map<String, String> with = new HashMap<>(metadata);
        with.put(KEY, Rfc3339.format(time.toEpochMilli()));
        return with;
    }

    private StateTime() {}
}
