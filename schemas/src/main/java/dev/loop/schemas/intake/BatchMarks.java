package dev.loop.schemas.intake;

import dev.loop.schemas.TrustedRecords;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The marks that a batch leaves in the metadata of its items, where every reader sees them and every copy of an item
 * keeps them.
 *
 * @param backfill whether the items are old feedback, brought in later: counted like any other, but no news. Spikes are
 *     neither seen in them nor measured by them, and their creation is no event for webhooks
 * @param from the name of the import, such as a file's; empty for a batch that names none
 */
public record BatchMarks(boolean backfill, Optional<String> from) {

    static {
        TrustedRecords.install();
    }

    static {
        // A command is changed by copying it.
        TrustedRecords.install();
    }

    /** The metadata key of a backfilled item; its value is {@link #YES}. */
    public static final String BACKFILL = "loop.backfill";

    /** The metadata key of the import that created an item. */
    public static final String IMPORT = "loop.import";

    public static final String YES = "true";

    public static boolean isBackfill(Feedback item) {
        // Most items have no metadata, and every change of a count asks.
        return !item.getMetadata().isEmpty() && YES.equals(item.getMetadata().get(BACKFILL));
    }

    /** Returns whether another import than this one created the item. */
    public boolean isOfAnother(Feedback item) {
        String made = item.getMetadata().get(IMPORT);
        return made != null && from.isPresent() && !made.equals(from.get());
    }

    /** Returns a command that creates a marked item. */
    public FeedbackCommand on(FeedbackCommand command) {
        if (!backfill && from.isEmpty()) {
            return command;
        }
        var create = (Create) command.getBody();
        Map<String, String> metadata = new HashMap<>(create.getMetadata());
        if (backfill) {
            metadata.put(BACKFILL, YES);
        }
        from.ifPresent(name -> metadata.put(IMPORT, name));
        return new FeedbackCommand(
                command.getId(),
                command.getProject(),
                command.getAt(),
                command.getActor().orElse(null),
                command.getReason().orElse(null),
                Create.newBuilder(create).setMetadata(metadata).build());
    }

    /** Returns the number of marks among the entries; they do not count against the limit of a sender's own. */
    static int in(Map<String, String> metadata) {
        return (metadata.containsKey(BACKFILL) ? 1 : 0) + (metadata.containsKey(IMPORT) ? 1 : 0);
    }
}
