package dev.loop.connectors.learn;

import dev.loop.connectors.analyst.ModelTrainer.Labelled;
import dev.loop.connectors.analyst.SentimentModel;
import dev.loop.schemas.avro.Label;
import dev.loop.schemas.avro.LabelledBy;
import dev.loop.schemas.avro.MachineWord;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.intake.analyser.RuleNumbers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** A label as a model learns from it. */
record Lesson(Label label, Labelled labelled, Sentiment byRules) {

    /** @param label one that {@link LabelledItems#isUsable} */
    static Lesson of(Label label) {
        ByteBuffer vector = label.getVector().orElseThrow().duplicate();
        byte[] bytes = new byte[vector.remaining()];
        vector.get(bytes);
        double[] rules = rules(label.getRules());
        return new Lesson(
                label,
                new Labelled(
                        label.getId(),
                        SentimentModel.features(bytes, rules),
                        SentimentModel.LABELS.indexOf(label.getSentiment())),
                RuleNumbers.sentiment(rules));
    }

    /** Numbers of another program's rules may be fewer or more; those that are missing say nothing. */
    private static double[] rules(List<Float> numbers) {
        double[] rules = new double[RuleNumbers.COUNT];
        for (int i = 0; i < Math.min(rules.length, numbers.size()); i++) {
            rules[i] = numbers.get(i);
        }
        return rules;
    }

    boolean byPerson() {
        return label.getSaidBy() == LabelledBy.PERSON;
    }

    /** Returns what the machine had said before a person did. */
    Optional<Sentiment> machine() {
        return byPerson() ? label.getMachine().map(MachineWord::getSentiment) : Optional.empty();
    }

    String language() {
        return label.getLanguage().orElse("");
    }
}
