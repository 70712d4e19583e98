package dev.loop.schemas.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MeaningVectorTest {

    private static final long SEED = 7;

    @Test
    void shouldKeepTheDirection_whateverTheLength() {
        Random random = new Random(SEED);
        for (double length : new double[] {1e-3, 1, 40}) {
            double[] vector =
                    random.doubles(MeaningVector.WIDTH, -length, length).toArray();

            byte[] bytes = MeaningVector.bytes(vector).array();

            assertThat(cosine(vector, bytes)).as("seed " + SEED).isCloseTo(1, within(1e-3));
            assertThat(MeaningVector.cosine(bytes, bytes)).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void shouldBeCut_whenOneNumberIsNearlyAll() {
        double[] vector = new double[MeaningVector.WIDTH];
        vector[3] = -2;

        assertThat(MeaningVector.bytes(vector).array()[3]).isEqualTo((byte) -127);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MeaningVector.bytes(new double[3]))
                .withMessageContaining("384");
    }

    private static double cosine(double[] vector, byte[] bytes) {
        double product = 0;
        double squares = 0;
        double squaresOfBytes = 0;
        for (int number = 0; number < bytes.length; number++) {
            product += vector[number] * bytes[number];
            squares += vector[number] * vector[number];
            squaresOfBytes += (double) bytes[number] * bytes[number];
        }
        return product / Math.sqrt(squares * squaresOfBytes);
    }
}
