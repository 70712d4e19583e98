package dev.loop.connectors.analyst;

import dev.loop.connectors.analyst.SentimentModel.Share;
import dev.loop.connectors.analyst.SentimentModel.Verdict;
import dev.loop.schemas.avro.Explanation;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Judge;
import dev.loop.schemas.avro.ReadRevision;
import dev.loop.schemas.avro.WordShare;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the model says of an item whose sentiment is the rules'. The model overrules them where it is sure enough; where it
 * is not, and sees it otherwise, the rules' label stays and is marked unsure.
 */
final class SecondOpinion {

    /** The probability from which on the model overrules the rules. */
    static final double SURE_ENOUGH = 0.6;

    private static final String ACTOR = "analyst";
    private static final int MOST_WORDS = 5_000;

    private final SentimentModel model;
    private final RulesNumbers rules;

    SecondOpinion(SentimentModel model, RulesNumbers rules) {
        this.model = model;
        this.rules = rules;
    }

    /** Returns the judgement of an item whose message was read. */
    FeedbackCommand of(Feedback item, EncodedText text, Optional<ByteBuffer> vector, Instant at) {
        if (!text.language().equals(AnalystSettings.OWN_LANGUAGE) || !text.readable()) {
            return unasked(item, text, vector, at);
        }
        Verdict verdict = model.judge(text, rules.read(item.getMessage()).numbers());
        boolean overrules = verdict.sure() >= SURE_ENOUGH;
        boolean agrees = verdict.label() == item.getSentiment();
        Judge.Builder judge = judge(item)
                .setVector(vector.orElse(null))
                .setUnsure(!overrules && !agrees)
                .setLanguage(text.language())
                .setSure((float) chance(verdict, overrules || agrees ? null : item))
                .setExplanation(explanation(verdict));
        return command(item, overrules ? judge.setSentiment(verdict.label()) : judge, at);
    }

    /** Returns language and meaning of an item whose sentiment is not the model's to say. */
    FeedbackCommand unasked(Feedback item, EncodedText text, Optional<ByteBuffer> vector, Instant at) {
        return command(
                item,
                judge(item)
                        .setLanguage(text.readable() ? text.language() : null)
                        .setVector(vector.orElse(null)),
                at);
    }

    /** Returns the judgement of an item whose message the encoder cannot bear: a guess, and the rules'. */
    FeedbackCommand unread(Feedback item, Instant at) {
        return command(item, judge(item), at);
    }

    /** Returns the probability of an item's own label, or of the verdict's. */
    private static double chance(Verdict verdict, @Nullable Feedback item) {
        return item == null ? verdict.sure() : verdict.chances()[SentimentModel.LABELS.indexOf(item.getSentiment())];
    }

    private Judge.Builder judge(Feedback item) {
        return Judge.newBuilder()
                .setIfRevision(new ReadRevision(item.getRevision()))
                .setSentiment(item.getSentiment())
                .setUnsure(true)
                .setVersion(model.version());
    }

    private Explanation explanation(Verdict verdict) {
        double[] chances = verdict.chances();
        return new Explanation(
                (float) chances[0], (float) chances[1], (float) chances[2], rules.version(), words(verdict.shares()));
    }

    private static List<WordShare> words(List<Share> shares) {
        return shares.stream()
                .sorted(Comparator.comparingDouble((Share share) -> -Math.abs(share.share())))
                .limit(MOST_WORDS)
                .sorted(Comparator.comparingInt(Share::from))
                .map(share -> new WordShare(share.from(), share.to(), (float) share.share()))
                .toList();
    }

    private static FeedbackCommand command(Feedback item, Judge.Builder judge, Instant at) {
        return FeedbackCommand.newBuilder()
                .setId(item.getId())
                .setProject(item.getProject())
                .setAt(at)
                .setActor(ACTOR)
                .setBody(judge.build())
                .build();
    }
}
