package dev.loop.schemas.intake.analyser;

import dev.loop.schemas.avro.Sentiment;

/** What the rules say of a message in ten numbers, for a model beside an encoder's: the score, and how it came about. */
public final class RuleNumbers {

    public static final int COUNT = 10;

    /** The highest value of a word, and the sum at which a message is as clear as one can be. */
    private static final double HIGHEST = 4;

    private static final double MANY = 8;

    /**
     * Returns {@link #COUNT} numbers, each about between -1 and 1; the first is the score.
     *
     * @param verdict that of the message, with its terms
     */
    public static double[] of(RuleVerdict verdict, String message) {
        double positive = 0;
        double negative = 0;
        double highest = 0;
        double lowest = 0;
        double last = 0;
        int positives = 0;
        int negatives = 0;
        for (RuleTerm term : verdict.terms()) {
            double value = term.value();
            positive += Math.max(0, value);
            negative += Math.min(0, value);
            highest = Math.max(highest, value);
            lowest = Math.min(lowest, value);
            positives += value > 0 ? 1 : 0;
            negatives += value < 0 ? 1 : 0;
            last = value;
        }
        return new double[] {
            verdict.score(),
            positive / (positive + MANY),
            negative / (MANY - negative),
            Math.min(1, highest / HIGHEST),
            Math.max(-1, lowest / HIGHEST),
            Math.max(-1, Math.min(1, last / HIGHEST)),
            positives / (positives + 2.0),
            negatives / (negatives + 2.0),
            verdict.terms().isEmpty() ? 1 : 0,
            message.indexOf('?') >= 0 ? 1 : 0
        };
    }

    /** Returns the rules' label, which follows from the numbers. */
    public static Sentiment sentiment(double[] numbers) {
        return SentimentRules.sentiment(numbers[0]);
    }

    private RuleNumbers() {}
}
