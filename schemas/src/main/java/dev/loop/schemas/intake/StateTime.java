package dev.loop.schemas.intake;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.text.Rfc3339;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * When the state of an item began, by which the newer of two is known. An item whose source tells it has it in its
 * metadata, where whoever reads the item sees it too; a change made here sets it on.
 */
public final class StateTime {

    /** The key in the metadata. */
    public static final String KEY = "updatedAt";

    /**
     * An item that was never changed is in the state that it was said in; of one that was, and whose source tells no
     * time, the change is the state.
     */
    public static Instant of(Feedback item) {
        String told = item.getMetadata().get(KEY);
        OptionalLong millis = told == null ? OptionalLong.empty() : Rfc3339.parse(told);
        if (millis.isPresent()) {
            return Instant.ofEpochMilli(millis.getAsLong());
        }
        return item.getRevision() == 1 ? item.getCreatedAt() : item.getUpdatedAt();
    }

    public static Map<String, String> in(Map<String, String> metadata, Instant time) {
        Map<String, String> with = new HashMap<>(metadata);
        with.put(KEY, Rfc3339.format(time.toEpochMilli()));
        return with;
    }

    private StateTime() {}
}
