package dev.loop.schemas.intake;

import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Explanation;
import dev.loop.schemas.avro.Judge;
import dev.loop.schemas.avro.JudgedBy;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.WordShare;
import dev.loop.schemas.item.MeaningVector;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.TextRules;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** The rules for what rules and models say of an item, a part of {@link FeedbackRules}. */
final class JudgementRules {

    /** The limit of words in an explanation; a message of the longest kind has some 3,500. */
    static final int MOST_WORDS = 5_000;

    /** The limit of a version of rules or of a model. */
    static final int VERSION_LENGTH = 100;

    static void create(FieldErrors errors, Create create) {
        Optional<Sentiment> sentiment = create.getSentiment();
        sentiment.ifPresent(said -> known(errors, said));
        create.getJudgedVersion().ifPresent(version -> version(errors, "judgedVersion", version));
        Optional<JudgedBy> by = create.getJudgedBy();
        if (by.isEmpty()) {
            if (create.getJudgedVersion().isPresent() || create.getUnsure()) {
                errors.add("judgedBy", "is missing beside judgedVersion or unsure", "give all of them or none");
            }
        } else if (by.get() != JudgedBy.RULES) {
            errors.add(
                    "judgedBy", "is " + by.get(), "use RULES or none; a model judges a known item by a Judge command");
        } else if (sentiment.isEmpty() || create.getJudgedVersion().isEmpty()) {
            errors.add("judgedBy", "is given without sentiment and judgedVersion", "give all of them or none");
        }
    }

    static void judge(FieldErrors errors, Judge judge) {
        FeedbackRules.revision(errors, judge.getIfRevision().getRevision());
        known(errors, judge.getSentiment());
        version(errors, "version", judge.getVersion());
        judge.getSure().ifPresent(sure -> probability(errors, "sure", sure));
        judge.getLanguage().ifPresent(language -> language(errors, language));
        judge.getExplanation().ifPresent(explanation -> explanation(errors, explanation));
        judge.getVector().ifPresent(vector -> vector(errors, vector));
    }

    private static void explanation(FieldErrors errors, Explanation explanation) {
        probability(errors, "explanation.negative", explanation.getNegative());
        probability(errors, "explanation.neutral", explanation.getNeutral());
        probability(errors, "explanation.positive", explanation.getPositive());
        explanation.getRules().ifPresent(rules -> version(errors, "explanation.rules", rules));
        List<WordShare> words = explanation.getWords();
        if (words.size() > MOST_WORDS) {
            errors.add("explanation.words", "are " + words.size(), "send at most " + MOST_WORDS);
            return;
        }
        int end = 0;
        for (WordShare word : words) {
            if (word.getFrom() < end
                    || word.getTo() <= word.getFrom()
                    || word.getTo() > FeedbackRules.MESSAGE_LENGTH
                    || !Float.isFinite(word.getShare())) {
                errors.add(
                        "explanation.words",
                        "hold " + word.getFrom() + " to " + word.getTo() + " with a share of " + word.getShare(),
                        "send places in the message in ascending order, without overlaps, and finite shares");
                return;
            }
            end = word.getTo();
        }
    }

    private static void vector(FieldErrors errors, ByteBuffer vector) {
        if (vector.remaining() != MeaningVector.WIDTH) {
            errors.add(
                    "vector",
                    "has " + vector.remaining() + " bytes",
                    "send " + MeaningVector.WIDTH + " signed bytes, or none");
        }
    }

    private static void known(FieldErrors errors, Sentiment sentiment) {
        if (sentiment == Sentiment.UNKNOWN) {
            errors.add("sentiment", "is unknown", "use one of positive, neutral, negative");
        }
    }

    private static void version(FieldErrors errors, String field, String version) {
        TextRules.label(errors, field, version, VERSION_LENGTH);
    }

    private static void probability(FieldErrors errors, String field, float value) {
        if (!(value >= 0 && value <= 1)) {
            errors.add(field, "is " + value, "use a probability from 0 to 1");
        }
    }

    private static void language(FieldErrors errors, String language) {
        if (!isLanguage(language)) {
            errors.add(
                    "language",
                    "is " + TextRules.quote(language),
                    "use the two or three small letters of ISO 639, as in en");
        }
    }

    static boolean isLanguage(String word) {
        return (word.length() == 2 || word.length() == 3) && word.chars().allMatch(c -> c >= 'a' && c <= 'z');
    }

    private JudgementRules() {}
}
