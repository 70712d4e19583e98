package dev.loop.demo;

import java.util.SplittableRandom;

/** Draws one of several values with unequal chances, in constant time (the alias method of Walker and Vose). */
final class Weights {

    private final double[] chance;
    private final int[] alias;

    Weights(double... weights) {
        int count = weights.length;
        chance = new double[count];
        alias = new int[count];
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        int[] small = new int[count];
        int[] large = new int[count];
        int smalls = 0;
        int larges = 0;
        for (int i = 0; i < count; i++) {
            chance[i] = weights[i] * count / sum;
            alias[i] = i;
            if (chance[i] < 1) {
                small[smalls++] = i;
            } else {
                large[larges++] = i;
            }
        }
        while (smalls > 0 && larges > 0) {
            int poor = small[--smalls];
            int rich = large[--larges];
            alias[poor] = rich;
            chance[rich] -= 1 - chance[poor];
            if (chance[rich] < 1) {
                small[smalls++] = rich;
            } else {
                large[larges++] = rich;
            }
        }
        // The rest is 1, but for rounding.
        while (larges > 0) {
            chance[large[--larges]] = 1;
        }
        while (smalls > 0) {
            chance[small[--smalls]] = 1;
        }
    }

    /**
     * Returns weights as in real life: the second is said about half as often as the first, the third a third as often
     * (Zipf).
     */
    static Weights zipf(int count, double exponent) {
        double[] weights = new double[count];
        for (int i = 0; i < count; i++) {
            weights[i] = Math.pow(i + 1, -exponent);
        }
        return new Weights(weights);
    }

    int draw(SplittableRandom random) {
        int i = random.nextInt(chance.length);
        return random.nextDouble() < chance[i] ? i : alias[i];
    }
}
