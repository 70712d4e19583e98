package dev.loop.api.tagrule;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.TagRule;
import dev.loop.schemas.avro.TagRun;
import dev.loop.schemas.avro.Update;
import dev.loop.schemas.item.TaggedBy;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The commands by which a run tags items and takes that back, and what items tell of it. */
final class TaggedItems {

    /** Returns whether an item has its tag from a run. */
    static boolean isOf(TagRun run, Feedback item) {
        return word(run, item).filter(word -> !word.undone()).isPresent();
    }

    /** Returns whether an item had its tag from a run, and has the tag before again. */
    static boolean isBack(TagRun run, Feedback item) {
        return word(run, item).filter(TaggedBy::undone).isPresent();
    }

    private static Optional<TaggedBy> word(TagRun run, Feedback item) {
        return TaggedBy.of(item.getTaggedBy()).filter(word -> word.run().equals(Optional.of(run.getId())));
    }

    /** Tags an item that is as it was read. */
    static FeedbackCommand tag(TagRun run, Feedback item, Instant at) {
        TagRule rule = run.getRule();
        var word = new TaggedBy(rule.getName(), rule.getVersion(), Optional.of(run.getId()), item.getTag(), false);
        return command(run, item, at, "replay ", rule.getTag(), word);
    }

    /** Gives an item that is as it was read its tag before the run. */
    static FeedbackCommand untag(TagRun run, Feedback item, Instant at) {
        TaggedBy word = word(run, item).orElseThrow();
        return command(run, item, at, "undo of ", word.before().orElse(null), word.takenBack());
    }

    private static FeedbackCommand command(
            TagRun run, Feedback item, Instant at, String wish, @Nullable String tag, TaggedBy word) {
        TagRule rule = run.getRule();
        return new FeedbackCommand(
                item.getId(),
                item.getProject(),
                at,
                "rule " + rule.getName(),
                wish + run.getId() + ", version " + rule.getVersion(),
                new Update(null, tag == null ? "" : tag, null, null, item.getRevision(), word.toString()));
    }

    private TaggedItems() {}
}
