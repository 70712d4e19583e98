package dev.loop.benchmark;

import dev.loop.schemas.item.MeaningVector;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * The vectors of items about some thousand topics, a few of them common. A vector lies between two topics, nearer to one,
 * with noise in every number. Each is made anew from the number of its item, so that a million take no memory.
 */
final class SampleMeanings {

    static final long SEED = 17;

    private static final int TOPICS = 2_000;
    private static final int NOISE = 1 << 20;
    private static final double NOISE_DEVIATION = 10;

    /** Vectors of this length have the numbers that {@link MeaningVector} gives one of length one. */
    private static final double LENGTH = 400;

    private final float[][] topics = new float[TOPICS][MeaningVector.WIDTH];
    private final float[] noise = new float[NOISE + MeaningVector.WIDTH];

    SampleMeanings() {
        Random random = new Random(SEED);
        double deviation = LENGTH / Math.sqrt(MeaningVector.WIDTH);
        for (float[] topic : topics) {
            for (int number = 0; number < topic.length; number++) {
                topic[number] = (float) (deviation * random.nextGaussian());
            }
        }
        for (int at = 0; at < noise.length; at++) {
            noise[at] = (float) (NOISE_DEVIATION * random.nextGaussian());
        }
    }

    byte[] of(long item) {
        SplittableRandom random = new SplittableRandom(SEED + item);
        float[] one = topics[topic(random)];
        float[] other = topics[topic(random)];
        float share = (float) random.nextDouble() / 2;
        int from = random.nextInt(NOISE);
        byte[] vector = new byte[MeaningVector.WIDTH];
        for (int number = 0; number < vector.length; number++) {
            float sum = one[number] + share * (other[number] - one[number]) + noise[from + number];
            vector[number] = (byte) Math.max(-Byte.MAX_VALUE, Math.min(Byte.MAX_VALUE, Math.round(sum)));
        }
        return vector;
    }

    /** The first topics are common: one in ten items is about one in a hundred topics. */
    private static int topic(SplittableRandom random) {
        double place = random.nextDouble();
        return (int) (TOPICS * place * place);
    }
}
