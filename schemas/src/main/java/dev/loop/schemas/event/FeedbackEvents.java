package dev.loop.schemas.event;

import dev.loop.schemas.avro.ChangeType;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.item.FeedbackJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Makes the events of a change: one for each thing that changed, so that a subscriber to one type misses none of it.
 * The first has the id of the change, a further one that id and its type's last word ({@code evt_3a91_2_tagged}). A
 * change that leaves everything as it was has none.
 */
public final class FeedbackEvents {

    /** The fields that have an event of their own, and those that every change moves on. */
    private static final Set<String> TOLD_OTHERWISE = Set.of(
            "status",
            "resolved_at",
            "tag",
            "sentiment",
            "updated_at",
            "changed_at",
            "revision",
            "command_offset",
            "judged_by",
            "judged_version",
            "judged_revision",
            "unsure",
            "sure",
            "language",
            "explanation",
            "masked",
            "vector",
            "person_word",
            "tagged_by",
            "theme");

    /** The positions of all other fields. */
    private static final List<Integer> OTHERS = Feedback.getClassSchema().getFields().stream()
            .filter(field -> !TOLD_OTHERWISE.contains(field.name()))
            .map(Schema.Field::pos)
            .toList();

    /** Returns the events of a change of the topic {@code feedback-events}. */
    public static List<Event> of(FeedbackChange change) {
        return of(
                change.getType(),
                change.getEventId(),
                change.getId(),
                change.getAt().toEpochMilli(),
                change.getBefore().orElse(null),
                change.getAfter().orElse(null));
    }

    /**
     * @param changeId {@code evt_…}
     * @param at epoch milliseconds
     * @param before null if the item was created
     * @param after null if the item was erased
     */
    public static List<Event> of(
            ChangeType type,
            String changeId,
            String itemId,
            long at,
            @Nullable Feedback before,
            @Nullable Feedback after) {
        if (after == null) {
            return type == ChangeType.ERASED || type == ChangeType.EXPIRED
                    ? List.of(erased(changeId, itemId, at))
                    : List.of();
        }
        if (before == null) {
            return type == ChangeType.CREATED
                    ? List.of(new Event(
                            changeId, EventType.FEEDBACK_CREATED, at, json -> FeedbackJson.write(json, after)))
                    : List.of();
        }
        List<Event> events = new ArrayList<>(1);
        for (EventType aspect : aspects(before, after)) {
            String id = events.isEmpty() ? changeId : changeId + '_' + lastWord(aspect);
            events.add(new Event(id, aspect, at, json -> FeedbackJson.write(json, after)));
        }
        return events;
    }

    private static Event erased(String changeId, String itemId, long at) {
        return new Event(changeId, EventType.FEEDBACK_ERASED, at, json -> {
            json.writeStartObject();
            json.writeStringField("id", itemId);
            json.writeEndObject();
        });
    }

    private static List<EventType> aspects(Feedback before, Feedback after) {
        List<EventType> aspects = new ArrayList<>(3);
        if (before.getStatus() != after.getStatus()) {
            aspects.add(
                    after.getStatus() == Status.RESOLVED ? EventType.FEEDBACK_RESOLVED : EventType.FEEDBACK_REOPENED);
        }
        if (!before.getTag().equals(after.getTag())) {
            aspects.add(EventType.FEEDBACK_TAGGED);
        }
        boolean judged = after.getJudgedBy().isPresent();
        if (judged && before.getSentiment() != after.getSentiment()) {
            aspects.add(EventType.FEEDBACK_JUDGED);
        }
        boolean said = !judged
                && (before.getSentiment() != after.getSentiment()
                        || before.getJudgedBy().isPresent());
        if (said || OTHERS.stream().anyMatch(field -> !Objects.equals(before.get(field), after.get(field)))) {
            aspects.add(EventType.FEEDBACK_UPDATED);
        }
        return aspects;
    }

    private static String lastWord(EventType type) {
        return type.word().substring(type.word().indexOf('.') + 1);
    }

    private FeedbackEvents() {}
}
