package dev.loop.topology.ledger;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.intake.OtherName;
import dev.loop.topology.deadletter.RefusalCounts;
import dev.loop.topology.store.FeedbackStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the memory that names take, and loses no item: beyond the limit of combinations of tag, plan and source, a new
 * item with a further one is kept under {@link OtherName#OTHER}, and its own names are in its metadata.
 *
 * <p>The tag goes first, since strangers choose it: a known plan and a known source stay what they are. These
 * combinations have room of their own; once it is full, all names of an item become the other one.
 */
final class OtherNames {

    /** The room for combinations of the other tag with known plans and sources. */
    private static final int ROOM = 1_000;

    private final int most;
    private final RefusalCounts refusals;

    OtherNames(int most, RefusalCounts refusals) {
        this.most = most;
        this.refusals = refusals;
    }

    Decision.Keep fit(Decision.Keep keep, FeedbackStore store) {
        Feedback item = keep.after();
        if (keep.before() != null || !store.exceedsSeries(item, most)) {
            return keep;
        }
        refusals.countOther();
        Feedback otherTag = named(item, true, false);
        return new Decision.Keep(null, store.exceedsSeries(otherTag, most + ROOM) ? named(item, true, true) : otherTag);
    }

    private static Feedback named(Feedback item, boolean tag, boolean planAndSource) {
        Map<String, String> metadata = new LinkedHashMap<>(item.getMetadata());
        return Feedback.newBuilder(item)
                .setTag(name(item.getTag(), tag, OtherName.SENT_TAG, metadata))
                .setPlan(name(item.getPlan(), planAndSource, OtherName.SENT_PLAN, metadata))
                .setSource(name(item.getSource(), planAndSource, OtherName.SENT_SOURCE, metadata))
                .setMetadata(metadata)
                .build();
    }

    private static @Nullable String name(
            Optional<String> sent, boolean other, String key, Map<String, String> metadata) {
        if (!other || sent.isEmpty()) {
            return sent.orElse(null);
        }
        return OtherName.instead(sent.get(), key, metadata);
    }
}
