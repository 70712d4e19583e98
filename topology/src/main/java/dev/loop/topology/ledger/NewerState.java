package dev.loop.topology.ledger;

import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.intake.StateTime;
import dev.loop.topology.question.Outcome;
import java.time.Instant;

/**
 * Brings a known item to the state that its source says it is in. States come in any order and more than once; by their
 * own times the newest stands in the end. What the source does not tell stays, and so does what was said.
 */
final class NewerState {

    static Decision of(FeedbackCommand command, Create state, Feedback before, long offset) {
        Instant began = state.getUpdatedAt().orElseThrow();
        if (!began.isAfter(StateTime.of(before))) {
            return new Decision.Nothing(Outcome.UNCHANGED);
        }
        Status status = state.getKeepStatus() ? before.getStatus() : state.getStatus();
        Instant resolvedAt = null;
        if (status == Status.RESOLVED) {
            resolvedAt = before.getResolvedAt()
                    .or(state::getResolvedAt)
                    .orElse(Decision.later(began, before.getCreatedAt()));
        }
        // A change even where all of it stands already: else a state between the two would pass for the newest.
        return new Decision.Keep(
                before,
                Feedback.newBuilder(before)
                        .setStatus(status)
                        .setResolvedAt(resolvedAt)
                        .setSentiment(state.getSentiment())
                        .setTag(Decision.present(state.getTag())
                                .or(before::getTag)
                                .orElse(null))
                        .setPlan(Decision.present(state.getPlan())
                                .or(before::getPlan)
                                .orElse(null))
                        .setMetadata(StateTime.in(before.getMetadata(), began))
                        .setUpdatedAt(command.getAt())
                        .setRevision(before.getRevision() + 1)
                        .setCommandOffset(offset)
                        .build());
    }

    private NewerState() {}
}
