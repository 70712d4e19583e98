package dev.loop.connectors.learn;

import dev.loop.connectors.analyst.SentimentModel;
import dev.loop.schemas.TrustedRecords;
import dev.loop.schemas.avro.Label;
import dev.loop.schemas.avro.LabelledBy;
import dev.loop.schemas.avro.MachineWord;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.item.MeaningVector;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collections;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Made-up labels, on messages whose vectors lie around a direction for each sentiment. */
final class Said {

    static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

    private final Random random;
    private final double spread;
    private int number;

    static {
        TrustedRecords.install();
    }

    /** @param spread how far messages lie from their direction; at 0.3, some are nearer to another */
    Said(long seed, double spread) {
        this.random = new Random(seed);
        this.spread = spread;
    }

    Sentiment any() {
        return SentimentModel.LABELS.get(random.nextInt(SentimentModel.LABELS.size()));
    }

    /** Returns what a person said of an item that a machine had judged so. */
    Label byPerson(Sentiment said, Sentiment machine) {
        return label(said, LabelledBy.PERSON, "en", machine);
    }

    Label byAuthor(Sentiment said) {
        return label(said, LabelledBy.AUTHOR, "en", null);
    }

    Label label(Sentiment said, LabelledBy by, String language, @Nullable Sentiment machine) {
        return Label.newBuilder()
                .setId("fb_" + number++)
                .setProject("default")
                .setSentiment(said)
                .setSaidBy(by)
                .setSaidAt(NOON)
                .setMachine(machine == null ? null : new MachineWord(machine, false, 0.7f, "m1"))
                .setTag(said == Sentiment.NEGATIVE ? "exports" : null)
                .setLanguage(language)
                .setVector(vector(said))
                .setRules(Collections.nCopies(10, 0f))
                .setRulesVersion("r1")
                .build();
    }

    private ByteBuffer vector(Sentiment said) {
        int place = SentimentModel.LABELS.indexOf(said);
        double[] vector = new double[MeaningVector.WIDTH];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (i < 60 && i % 3 == place ? 0.15 : 0) + spread * random.nextGaussian();
        }
        return MeaningVector.bytes(vector);
    }
}
