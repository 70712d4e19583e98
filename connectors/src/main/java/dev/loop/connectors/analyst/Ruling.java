package dev.loop.connectors.analyst;

import dev.loop.schemas.avro.Sentiment;
import java.util.OptionalDouble;

/**
 * What an item gets that the rules have judged and a model has read.
 *
 * @param unsure whether it is a guess
 * @param sure the probability of the sentiment; empty where the model says nothing
 */
public record Ruling(Sentiment sentiment, boolean unsure, OptionalDouble sure) {

    /** The probability below which a model that contradicts the rules is marked unsure. */
    static final double SURE_ENOUGH = 0.6;

    /** @param chances by the model, in the order of {@link SentimentModel#LABELS} */
    public static Ruling of(double[] chances, Sentiment byRules) {
        int best = 0;
        for (int label = 1; label < chances.length; label++) {
            best = chances[label] > chances[best] ? label : best;
        }
        Sentiment said = SentimentModel.LABELS.get(best);
        return new Ruling(said, chances[best] < SURE_ENOUGH && said != byRules, OptionalDouble.of(chances[best]));
    }

    /** Returns the rules' label of a message that the model cannot read. */
    public static Ruling left(Sentiment byRules) {
        return new Ruling(byRules, true, OptionalDouble.empty());
    }
}
