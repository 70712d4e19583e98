package dev.loop.connectors.analyst;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.connectors.analyst.ModelTrainer.Labelled;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Learning, on made-up texts that lie around a centre for each label. */
class ModelTrainerTest {

    private static final long SEED = 20_261_130L;
    private static final int LABELS = SentimentModel.LABELS.size();

    /** How far texts lie from their centre; far enough that some are nearer to another. */
    private static final double SPREAD = 0.17;

    @Test
    void shouldLearnTheSameWeights_whateverTheOrderOfTheLabels() {
        List<Labelled> labels = texts(300, 0, new Random(SEED));
        List<Labelled> shuffled = new ArrayList<>(labels);
        Collections.shuffle(shuffled, new Random(SEED + 1));

        float[][] weights = learn(ModelTrainer.blank(), labels).weights();

        assertThat(learn(ModelTrainer.blank(), shuffled).weights()).isDeepEqualTo(weights);
    }

    @Test
    void shouldFindTheMinimum_whereTheSlopeIsZero() {
        List<Labelled> labels = texts(120, 0, new Random(SEED));
        SentimentModel model = learn(ModelTrainer.blank(), labels);

        double lowest = loss(model, labels);

        Random random = new Random(SEED);
        for (int i = 0; i < 40; i++) {
            float[][] moved = Arrays.stream(model.weights()).map(float[]::clone).toArray(float[][]::new);
            moved[random.nextInt(LABELS)][random.nextInt(SentimentModel.FEATURES)] +=
                    random.nextBoolean() ? 0.05f : -0.05f;
            assertThat(loss(new SentimentModel("moved", moved), labels))
                    .as("seed %d", SEED)
                    .isGreaterThan(lowest);
        }
    }

    @Test
    void shouldStayWithThePrior_whereThereIsNoLabel() {
        SentimentModel prior = learn(ModelTrainer.blank(), texts(50, 0, new Random(SEED)));

        assertThat(learn(prior, List.of()).weights()).isDeepEqualTo(prior.weights());
    }

    @Test
    void shouldLearnFromTwoThousandLabels_inATenthOfASecond() {
        SentimentModel prior = learn(ModelTrainer.blank(), texts(2_000, 0, new Random(SEED)));
        List<Labelled> labels = texts(2_000, 0.35, new Random(SEED + 1));
        learn(prior, labels);

        long best = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long from = processorTime();
            learn(prior, labels);
            best = Math.min(best, processorTime() - from);
        }

        // Five times the promise: tests run without the second compiler.
        assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(500));
    }

    /**
     * The direction of what was measured on airline tweets after 2,000 were looked at: .801 from all of them, .681 from the
     * corrections alone, and on app reviews .783 and .292.
     */
    @Test
    void shouldLearnLess_whereItLearnsFromCorrectionsAlone() {
        Random random = new Random(SEED);
        SentimentModel prior = learn(ModelTrainer.blank(), texts(1_000, 0, random));
        List<Labelled> lookedAt = texts(2_000, 0.25, random);
        List<Labelled> held = texts(2_000, 0.25, random);
        List<Labelled> corrections =
                lookedAt.stream().filter(text -> !right(prior, text)).toList();

        double before = accuracy(prior, held);
        double fromAll = accuracy(learn(prior, lookedAt), held);
        double fromCorrections = accuracy(learn(prior, corrections), held);

        assertThat(fromAll).as("seed %d", SEED).isGreaterThan(before + 0.02);
        System.out.printf("Before %.3f, all %.3f, corrections alone %.3f%n", before, fromAll, fromCorrections);
        assertThat(fromCorrections).as("seed %d", SEED).isLessThan(fromAll - 0.02);
    }

    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static SentimentModel learn(SentimentModel prior, List<Labelled> labels) {
        return ModelTrainer.train(prior, labels, ModelTrainer.STRENGTH, "test");
    }

    /** Returns texts of another kind, the greater {@code shift} is. */
    private static List<Labelled> texts(int count, double shift, Random random) {
        List<Labelled> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int label = random.nextInt(LABELS);
            double[] features = new double[SentimentModel.FEATURES];
            double squares = 0;
            for (int number = 0; number < EncodedText.WIDTH; number++) {
                double centre = number % LABELS == label && number < 60 ? 0.1 : 0;
                double other = number % LABELS == (label + 1) % LABELS && number < 60 ? 0.1 : 0;
                features[number] = (1 - shift) * centre + shift * other + SPREAD * random.nextGaussian();
                squares += features[number] * features[number];
            }
            for (int number = 0; number < EncodedText.WIDTH; number++) {
                features[number] /= Math.sqrt(squares);
            }
            features[SentimentModel.FEATURES - 1] = 1;
            texts.add(new Labelled("item-" + random.nextLong(), features, label));
        }
        return texts;
    }

    private static double loss(SentimentModel model, List<Labelled> labels) {
        double loss = 0;
        for (float[] row : model.weights()) {
            for (float weight : row) {
                loss += ModelTrainer.STRENGTH / 2 * weight * weight;
            }
        }
        for (Labelled labelled : labels) {
            loss -= Math.log(model.chances(labelled.features())[labelled.label()]);
        }
        return loss;
    }

    private static double accuracy(SentimentModel model, List<Labelled> texts) {
        return texts.stream().filter(text -> right(model, text)).count() / (double) texts.size();
    }

    private static boolean right(SentimentModel model, Labelled text) {
        double[] chances = model.chances(text.features());
        double most = Arrays.stream(chances).max().orElseThrow();
        return chances[text.label()] == most;
    }
}
