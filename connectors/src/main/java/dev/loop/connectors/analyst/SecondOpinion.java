package dev.loop.connectors.analyst;

import dev.loop.connectors.analyst.SentimentModel.Share;
import dev.loop.connectors.analyst.SentimentModel.Verdict;
import dev.loop.connectors.llm.LlmAnswer;
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
import java.util.function.Function;

/**
 * What a project's model says of an item whose sentiment is the rules', as {@link Ruling} has it.
 */
final class SecondOpinion {

    private static final String ACTOR = "analyst";
    private static final int MOST_WORDS = 5_000;

    private final Function<String, SentimentModel> models;
    private final RulesNumbers rules;

    /** @param models what judges in a project */
    SecondOpinion(Function<String, SentimentModel> models, RulesNumbers rules) {
        this.models = models;
        this.rules = rules;
    }

    /** Returns the judgement of an item whose message was read. */
    FeedbackCommand of(Feedback item, EncodedText text, Optional<ByteBuffer> vector, Instant at) {
        SentimentModel model = models.apply(item.getProject());
        if (!model.languages().contains(text.language()) || !text.readable()) {
            return unasked(item, text, vector, at);
        }
        Verdict verdict = model.judge(text, rules.read(item.getMessage()).numbers());
        Ruling ruling = Ruling.of(verdict.chances(), item.getSentiment());
        return command(
                item,
                judge(item)
                        .setVersion(model.version())
                        .setVector(vector.orElse(null))
                        .setSentiment(ruling.sentiment())
                        .setUnsure(ruling.unsure())
                        .setLanguage(text.language())
                        .setSure((float) ruling.sure().orElseThrow())
                        .setExplanation(explanation(verdict)),
                at);
    }

    /** Returns the judgement of an item that a language model has read. */
    static FeedbackCommand of(
            Feedback item, LlmAnswer.Said said, String version, Optional<ByteBuffer> vector, Instant at) {
        LlmAnswer.Chances chances = said.chances();
        double[] ordered = {chances.negative(), chances.neutral(), chances.positive()};
        Ruling ruling = Ruling.of(ordered, item.getSentiment());
        float share = (float) (chances.positive() - chances.negative());
        return command(
                item,
                Judge.newBuilder()
                        .setIfRevision(new ReadRevision(item.getRevision()))
                        .setVersion(version)
                        .setVector(vector.orElse(null))
                        .setSentiment(ruling.sentiment())
                        .setUnsure(ruling.unsure())
                        .setLanguage(said.language())
                        .setSure((float) ruling.sure().orElseThrow())
                        .setExplanation(new Explanation(
                                (float) ordered[0],
                                (float) ordered[1],
                                (float) ordered[2],
                                null,
                                Quotes.in(item.getMessage(), said.quotes(), share))),
                at);
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

    private Judge.Builder judge(Feedback item) {
        return Judge.newBuilder()
                .setIfRevision(new ReadRevision(item.getRevision()))
                .setSentiment(item.getSentiment())
                .setUnsure(true)
                .setVersion(models.apply(item.getProject()).version());
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
