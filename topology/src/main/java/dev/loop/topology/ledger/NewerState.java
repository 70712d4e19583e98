package dev.loop.topology.ledger;

import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.intake.StateTime;
import dev.loop.schemas.item.Said;
import dev.loop.schemas.item.TaggedBy;
import dev.loop.topology.question.CommandOutcome;
import java.time.Instant;
import java.util.Optional;

/**
 * Brings a known item to the state that its source reports. States come in any order and more than once; the one with
 * the newest time stays in the end. Fields that the source does not report keep their values, and the words never
 * change.
 */
final class NewerState {

    static Decision of(FeedbackCommand command, Create state, Feedback before, long offset) {
        Instant began = state.getUpdatedAt().orElseThrow();
        if (!began.isAfter(StateTime.of(before))) {
            return new Decision.Nothing(CommandOutcome.UNCHANGED);
        }
        Status status = state.getKeepStatus() ? before.getStatus() : state.getStatus();
        Instant resolvedAt = null;
        if (status == Status.RESOLVED) {
            resolvedAt = before.getResolvedAt().or(state::getResolvedAt).orElse(later(began, before.getCreatedAt()));
        }
        // A state that is equal already still makes a change, since only that moves the time on: an older state could
        // otherwise pass for the newest.
        Feedback.Builder after = Feedback.newBuilder(before);
        // The words stay, and with them what is judged of them; only what the source itself says is newer.
        Said.sentiment(state).ifPresent(said -> {
            Judgements.said(after, said);
            if (said != before.getSentiment()) {
                after.setPersonWord(null);
            }
        });
        present(state.getTag())
                .filter(tag -> !tag.equals(before.getTag().orElse("")) && !isReplaced(tag, before))
                .ifPresent(tag -> after.setTag(tag).setTaggedBy(null));
        return new Decision.Keep(
                before,
                after.setStatus(status)
                        .setResolvedAt(resolvedAt)
                        .setPlan(present(state.getPlan()).or(before::getPlan).orElse(null))
                        .setMetadata(StateTime.in(before.getMetadata(), began))
                        .setUpdatedAt(command.getAt())
                        .setChangedAt(null)
                        .setRevision(before.getRevision() + 1)
                        .setCommandOffset(offset)
                        .build());
    }

    /** Returns whether a rule put its tag in the place of this one: a source that repeats it says nothing new. */
    private static boolean isReplaced(String tag, Feedback before) {
        return TaggedBy.of(before.getTaggedBy())
                .filter(rule -> !rule.undone() && rule.before().equals(Optional.of(tag)))
                .isPresent();
    }

    static Optional<String> present(Optional<String> value) {
        return value.filter(text -> !text.isEmpty());
    }

    static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private NewerState() {}
}
