package dev.loop.topology.ledger;

import static dev.loop.topology.ledger.NewerState.later;
import static dev.loop.topology.ledger.NewerState.present;

import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Erase;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.JoinTheme;
import dev.loop.schemas.avro.Judge;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.avro.Update;
import dev.loop.schemas.intake.ProjectRules;
import dev.loop.schemas.intake.StateTime;
import dev.loop.schemas.intake.UserClaim;
import dev.loop.schemas.item.MeaningVector;
import dev.loop.schemas.item.TaggedBy;
import dev.loop.topology.question.CommandOutcome;
import dev.loop.topology.store.Stored;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The effect of a command on an item. It is a pure function of the command, the stored item and the command's place in
 * the log, so that a command that is read again has the same effect.
 */
public sealed interface Decision {

    /** @param before null for a new item */
    record Keep(@Nullable Feedback before, Feedback after) implements Decision {}

    record Forget(Feedback before) implements Decision {}

    record Nothing(CommandOutcome outcome) implements Decision {}

    /**
     * @param planOfAuthor asked only if the command names no plan, and a user that is not merely claimed
     * @param rules judge an item that comes without a sentiment
     */
    static Decision of(
            FeedbackCommand command,
            Stored stored,
            long offset,
            Supplier<Optional<String>> planOfAuthor,
            ProjectRules rules) {
        Object body = command.getBody();
        if (body instanceof Create create) {
            if (stored instanceof Stored.Present known
                    && create.getUpdatedAt().isPresent()
                    && known.item().getProject().equals(command.getProject())) {
                return NewerState.of(command, create, known.item(), offset);
            }
            return stored instanceof Stored.Absent
                    ? new Keep(null, created(command, offset, planOfAuthor, rules))
                    : new Nothing(CommandOutcome.UNCHANGED);
        }
        if (!(stored instanceof Stored.Present present)
                || !present.item().getProject().equals(command.getProject())) {
            return new Nothing(CommandOutcome.NOT_FOUND);
        }
        Feedback before = present.item();
        if (body instanceof Judge judge) {
            return Judgements.of(command, judge, before, offset);
        }
        if (body instanceof JoinTheme join) {
            return joined(command, join, before, offset);
        }
        Optional<Long> wanted = body instanceof Update update ? update.getIfRevision() : ((Erase) body).getIfRevision();
        if (wanted.isPresent() && wanted.get() != before.getRevision()) {
            return new Nothing(CommandOutcome.CONFLICT);
        }
        return body instanceof Update update ? update(command, update, before, offset) : new Forget(before);
    }

    /**
     * Returns the item that a create makes under an id that was never taken.
     *
     * @param planOfAuthor asked only if the command names no plan, and a user that is not merely claimed
     * @param rules judge an item that comes without a sentiment
     */
    static Feedback created(
            FeedbackCommand command, long offset, Supplier<Optional<String>> planOfAuthor, ProjectRules rules) {
        Create create = rules.judged(command.getProject(), (Create) command.getBody());
        Instant resolvedAt = create.getStatus() == Status.RESOLVED
                ? create.getResolvedAt().orElse(later(command.getAt(), create.getCreatedAt()))
                : null;
        return new Feedback(
                command.getId(),
                command.getProject(),
                create.getUserId(),
                create.getMessage(),
                create.getSentiment().orElseThrow(),
                present(create.getSource()).orElse(null),
                present(create.getTag()).orElse(null),
                present(create.getPlan())
                        .or(() -> UserClaim.isUnproven(create.getMetadata()) ? Optional.empty() : planOfAuthor.get())
                        .orElse(null),
                create.getStatus(),
                create.getCreatedAt(),
                command.getAt(),
                command.getAt(),
                resolvedAt,
                create.getExternalId().orElse(null),
                create.getMetadata(),
                create.getConsent().orElse(null),
                1L,
                offset,
                create.getJudgedBy().orElse(null),
                create.getJudgedVersion().orElse(null),
                create.getJudgedBy().isPresent() ? 1L : 0L,
                create.getUnsure(),
                null,
                null,
                null,
                null,
                create.getMasked().orElse(null),
                null,
                null,
                null,
                null);
    }

    /** Returns the item in its theme. Its time of change stays, as where a model judges: nobody said anything. */
    private static Decision joined(FeedbackCommand command, JoinTheme join, Feedback before, long offset) {
        boolean meant = before.getVector()
                .filter(vector ->
                        MeaningVector.hash(vector) == join.getIfRevision().getHash())
                .isPresent();
        if (!meant) {
            return new Nothing(CommandOutcome.CONFLICT);
        }
        if (before.getTheme().equals(join.getTheme())) {
            return new Nothing(CommandOutcome.UNCHANGED);
        }
        return new Keep(
                before,
                Feedback.newBuilder(before)
                        .setTheme(join.getTheme().orElse(null))
                        .setChangedAt(before.getChangedAt().orElse(before.getUpdatedAt()))
                        .setUpdatedAt(command.getAt())
                        .setRevision(before.getRevision() + 1)
                        .setCommandOffset(offset)
                        .build());
    }

    private static Decision update(FeedbackCommand command, Update update, Feedback before, long offset) {
        Status status = update.getStatus().orElse(before.getStatus());
        Instant resolvedAt = status == Status.OPEN
                ? null
                : before.getResolvedAt().orElse(later(command.getAt(), before.getCreatedAt()));
        String tag = changed(update.getTag(), before.getTag());
        String plan = changed(update.getPlan(), before.getPlan());
        Feedback.Builder after = Feedback.newBuilder(before)
                .setStatus(status)
                .setResolvedAt(resolvedAt)
                .setTag(tag)
                .setPlan(plan);
        tagged(update, before, tag).ifPresent(after::setTaggedBy);
        update.getSentiment().ifPresent(said -> {
            Judgements.said(after, said);
            Labels.saidByAPerson(before, after, command.getAt());
        });
        if (after.build().equals(before)) {
            return new Nothing(CommandOutcome.UNCHANGED);
        }
        if (before.getMetadata().containsKey(StateTime.KEY)) {
            after.setMetadata(StateTime.in(before.getMetadata(), later(command.getAt(), StateTime.of(before))));
        }
        return new Keep(
                before,
                after.setUpdatedAt(command.getAt())
                        .setChangedAt(null)
                        .setRevision(before.getRevision() + 1)
                        .setCommandOffset(offset)
                        .build());
    }

    /**
     * Returns what gave the tag, where an update is about it: a rule, or else a person, who also has the last word by
     * leaving the tag of a rule as it is.
     */
    private static Optional<String> tagged(Update update, Feedback before, @Nullable String tag) {
        if (update.getTag().isEmpty()) {
            return Optional.empty();
        }
        boolean same = before.getTag().equals(Optional.ofNullable(tag));
        return update.getTaggedBy()
                .or(() -> same && before.getTaggedBy().isEmpty() ? Optional.empty() : Optional.of(TaggedBy.PERSON));
    }

    /** Null leaves a value as it is, the empty string takes it away. */
    private static @Nullable String changed(Optional<String> asked, Optional<String> before) {
        return (asked.isPresent() ? present(asked) : before).orElse(null);
    }
}
