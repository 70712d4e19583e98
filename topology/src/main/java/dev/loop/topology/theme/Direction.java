package dev.loop.topology.theme;

import dev.loop.schemas.item.MeaningVector;

/**
 * The direction of a vector, or of a sum of vectors, as seen from a mean: whole numbers of one length. Everything about
 * them is whole or a single IEEE operation, so that every processor finds the same.
 */
final class Direction {

    static final int WIDTH = MeaningVector.WIDTH;

    /** The length of all directions: 32 bits hold the product of any two. */
    private static final int LENGTH = 1 << 12;

    private static final double LENGTH_SQUARED = (double) LENGTH * LENGTH;

    static void add(int[] sum, byte[] vector, int times) {
        for (int i = 0; i < WIDTH; i++) {
            sum[i] += times * vector[i];
        }
    }

    /** Returns the direction of a vector. */
    static int[] of(byte[] vector, Mean mean) {
        int[] sum = new int[WIDTH];
        add(sum, vector, 1);
        return of(sum, 1, mean);
    }

    /** Returns the direction of the mean of so many vectors with this sum. */
    static int[] of(int[] sum, int vectors, Mean mean) {
        int founders = Math.max(1, mean.founders());
        double[] from = new double[WIDTH];
        double squares = 0;
        for (int i = 0; i < WIDTH; i++) {
            from[i] = (double) ((long) founders * sum[i] - (long) vectors * mean.sum[i]);
            squares += from[i] * from[i];
        }
        int[] direction = new int[WIDTH];
        if (squares > 0) {
            double scale = LENGTH / Math.sqrt(squares);
            for (int i = 0; i < WIDTH; i++) {
                direction[i] = (int) Math.rint(from[i] * scale);
            }
        }
        return direction;
    }

    /** Returns the cosine of the angle between two directions. */
    static double cosine(int[] one, int[] other) {
        int product = 0;
        for (int i = 0; i < WIDTH; i++) {
            product += one[i] * other[i];
        }
        return product / LENGTH_SQUARED;
    }

    private Direction() {}
}
