package dev.loop.topology.search;

import dev.loop.schemas.item.MeaningVector;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The signs of a vector's numbers, one bit each. The wider the angle between two vectors, the more of their signs differ:
 * a pass over the signs of all items, an eighth of their vectors, finds those whose vectors are worth reading.
 */
final class SignCode {

    static final int BYTES = MeaningVector.WIDTH / Byte.SIZE;

    /** The longs of one code, in the order of bytes that Lucene reads longs in. */
    static final int WORDS = BYTES / Long.BYTES;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long[] words = new long[WORDS];

    SignCode(byte[] vector) {
        byte[] bytes = bytes(vector);
        for (int word = 0; word < WORDS; word++) {
            words[word] = (long) LONGS.get(bytes, word * Long.BYTES);
        }
    }

    static byte[] bytes(byte[] vector) {
        byte[] bytes = new byte[BYTES];
        for (int number = 0; number < MeaningVector.WIDTH; number++) {
            if (vector[number] < 0) {
                bytes[number / Byte.SIZE] |= (byte) (1 << number % Byte.SIZE);
            }
        }
        return bytes;
    }

    /**
     * Returns the number of signs in which another vector differs.
     *
     * @param from where its code begins
     */
    int distance(long[] codes, int from) {
        int differing = 0;
        for (int word = 0; word < WORDS; word++) {
            differing += Long.bitCount(words[word] ^ codes[from + word]);
        }
        return differing;
    }
}
