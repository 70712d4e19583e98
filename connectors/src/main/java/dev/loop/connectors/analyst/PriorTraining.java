package dev.loop.connectors.analyst;

import dev.loop.connectors.analyst.ModelTrainer.Labelled;
import dev.loop.connectors.analyst.RatedSets.Rated;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** Trains the weights that Loop comes with, on four texts in five, and measures them on the fifth. */
public final class PriorTraining {

    /** The pull towards nothing, in labels. With less, the weights are as right at home and less so elsewhere. */
    private static final double STRENGTH = 4;

    /**
     * What came of it.
     *
     * @param learnt how many texts it learnt from
     * @param held how many it was measured on
     * @param right how many of these it said right
     * @param rightByRules how many of these the rules alone say right
     * @param sure how many of these it was more than 90 percent sure of
     * @param rightWhenSure how many of the sure ones it said right
     */
    public record Outcome(
            SentimentModel model, int learnt, int held, int right, int rightByRules, int sure, int rightWhenSure) {}

    private static final double VERY_SURE = 0.9;

    /**
     * @param version of the weights
     * @param progress is told how many texts are read
     */
    public static Outcome train(
            List<Rated> texts, TextEncoder encoder, RulesNumbers rules, String version, IntConsumer progress) {
        List<Labelled> learnt = new ArrayList<>();
        List<Labelled> held = new ArrayList<>();
        int rightByRules = 0;
        for (int i = 0; i < texts.size(); i++) {
            Rated text = texts.get(i);
            RulesNumbers.Read read = rules.read(text.text());
            Labelled labelled = new Labelled(
                    text.id(),
                    SentimentModel.features(encoder.encode(Meanings.words(text.text())), read.numbers()),
                    SentimentModel.LABELS.indexOf(text.sentiment()));
            if (RatedSets.heldOut(text.id())) {
                held.add(labelled);
                rightByRules += read.sentiment() == text.sentiment() ? 1 : 0;
            } else {
                learnt.add(labelled);
            }
            progress.accept(i + 1);
        }
        SentimentModel model = ModelTrainer.train(ModelTrainer.blank(), learnt, STRENGTH, version);
        int right = 0;
        int sure = 0;
        int rightWhenSure = 0;
        for (Labelled labelled : held) {
            double[] chances = model.chances(labelled.features());
            int best = best(chances);
            right += best == labelled.label() ? 1 : 0;
            if (chances[best] > VERY_SURE) {
                sure++;
                rightWhenSure += best == labelled.label() ? 1 : 0;
            }
        }
        return new Outcome(model, learnt.size(), held.size(), right, rightByRules, sure, rightWhenSure);
    }

    private static int best(double[] chances) {
        int best = 0;
        for (int label = 1; label < chances.length; label++) {
            best = chances[label] > chances[best] ? label : best;
        }
        return best;
    }

    private PriorTraining() {}
}
