package dev.loop.schemas.item;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The meaning of a message as bytes: each number of a vector of length one times {@value #SCALE}, cut at 127. Sums of
 * such bytes are exact, so that a mean depends neither on the order nor on the CPU, and an item that is erased is
 * subtracted exactly.
 */
public final class MeaningVector {

    /** The numbers of a vector, and its bytes. */
    public static final int WIDTH = 384;

    private static final int SCALE = 400;

    /** @param vector any vector of {@link #WIDTH} numbers but the one of zeros, which has no direction */
    public static ByteBuffer bytes(double[] vector) {
        if (vector.length != WIDTH) {
            throw new IllegalArgumentException("A vector has " + WIDTH + " numbers, not " + vector.length);
        }
        double squares = 0;
        for (double number : vector) {
            squares += number * number;
        }
        double scale = SCALE / Math.sqrt(squares);
        byte[] bytes = new byte[WIDTH];
        for (int number = 0; number < WIDTH; number++) {
            bytes[number] =
                    (byte) Math.max(-Byte.MAX_VALUE, Math.min(Byte.MAX_VALUE, Math.round(scale * vector[number])));
        }
        return ByteBuffer.wrap(bytes);
    }

    /** Returns the bytes of a vector as a record has it. */
    public static byte[] array(ByteBuffer vector) {
        byte[] bytes = new byte[vector.remaining()];
        vector.duplicate().get(bytes);
        return bytes;
    }

    /** Returns a number that tells a vector from others, the same in every process. */
    public static int hash(ByteBuffer vector) {
        return Arrays.hashCode(array(vector));
    }

    /**
     * Returns the cosine of the angle between two vectors: 1 for the same direction, 0 for nothing in common, or where one
     * has no direction.
     */
    public static double cosine(byte[] one, byte[] other) {
        return cosine(one, other, 0);
    }

    /** @param from where the other begins among its bytes */
    public static double cosine(byte[] one, byte[] other, int from) {
        // The greatest sum is 384 × 128².
        int product = 0;
        int squaresOfOne = 0;
        int squaresOfOther = 0;
        for (int number = 0; number < WIDTH; number++) {
            product += one[number] * other[from + number];
            squaresOfOne += one[number] * one[number];
            squaresOfOther += other[from + number] * other[from + number];
        }
        return product == 0 ? 0 : product / Math.sqrt((double) squaresOfOne * squaresOfOther);
    }

    private MeaningVector() {}
}
