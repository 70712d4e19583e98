package dev.loop.topology.ledger;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Judge;
import dev.loop.schemas.avro.JudgedBy;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.item.ItemPart;
import dev.loop.topology.question.CommandOutcome;

/**
 * Records what a model says of an item. Its word is never computed again: an encoder's numbers differ by version, CPU
 * and batch, and a log that is read again has to give the same items.
 *
 * <p>A sentiment that the sender or a person said is never overruled; of such an item only language and vector are taken. The
 * first word of a version stays, and so does the first vector, so that an item that two processes judge is judged once. A judgement has to have read
 * the one that stands: one that a slow process makes of an older state comes too late.
 */
final class Judgements {

    static Decision of(FeedbackCommand command, Judge judge, Feedback before, long offset) {
        long read = judge.getIfRevision().getRevision();
        if (read > before.getRevision()) {
            return new Decision.Nothing(CommandOutcome.CONFLICT);
        }
        Feedback.Builder after = Feedback.newBuilder(before);
        if (before.getVector().isEmpty()) {
            judge.getVector().ifPresent(after::setVector);
        }
        if (before.getJudgedBy().isEmpty()) {
            judge.getLanguage().ifPresent(after::setLanguage);
        } else if (read >= before.getJudgedRevision() && !isRepeated(judge, before)) {
            judge.getLanguage().ifPresent(after::setLanguage);
            after.setSentiment(judge.getSentiment())
                    .setJudgedBy(JudgedBy.MODEL)
                    .setJudgedVersion(judge.getVersion())
                    .setJudgedRevision(before.getRevision() + 1)
                    .setUnsure(judge.getUnsure())
                    .setSure(judge.getSure().orElse(null))
                    .setExplanation(judge.getExplanation()
                            .map(ItemPart.EXPLANATION::bytes)
                            .orElse(null));
        }
        if (after.build().equals(before)) {
            return new Decision.Nothing(CommandOutcome.UNCHANGED);
        }
        return new Decision.Keep(
                before,
                after.setChangedAt(before.getChangedAt().orElse(before.getUpdatedAt()))
                        .setUpdatedAt(command.getAt())
                        .setRevision(before.getRevision() + 1)
                        .setCommandOffset(offset)
                        .build());
    }

    private static boolean isRepeated(Judge judge, Feedback before) {
        return before.getJudgedBy().filter(JudgedBy.MODEL::equals).isPresent()
                && before.getJudgedVersion().filter(judge.getVersion()::equals).isPresent();
    }

    /** Makes a sentiment the word of a person, or of the sender: what rules or a model said of the item is gone. */
    static void said(Feedback.Builder item, Sentiment said) {
        item.setSentiment(said)
                .setJudgedBy(null)
                .setJudgedVersion(null)
                .setJudgedRevision(0)
                .setUnsure(false)
                .setSure(null)
                .setExplanation(null);
    }

    private Judgements() {}
}
