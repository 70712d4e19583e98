package dev.loop.connectors.analyst;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.loop.connectors.analyst.EncodedText.Part;
import dev.loop.connectors.analyst.EncodedText.Piece;
import dev.loop.connectors.analyst.SentimentModel.Share;
import dev.loop.connectors.analyst.SentimentModel.Verdict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SentimentModelTest {

    private static final long SEED = 20_261_130L;

    private final Random random = new Random(SEED);

    @Test
    void shouldAddUpToTheVerdict_wordsAndTheRest() {
        for (int round = 0; round < 20; round++) {
            SentimentModel model = model();
            EncodedText text = text(1 + random.nextInt(3));
            double[] rules = random.doubles(RulesNumbers.COUNT, -1, 1).toArray();

            Verdict verdict = model.judge(text, rules);

            double[] features = SentimentModel.features(text, rules);
            double direct = 0;
            for (int i = 0; i < features.length; i++) {
                direct += ((double) model.weights()[2][i] - model.weights()[0][i]) * features[i];
            }
            assertThat(verdict.score()).as("seed %d", SEED).isCloseTo(direct, within(1e-12));
            assertThat(verdict.rest()
                            + verdict.shares().stream()
                                    .mapToDouble(Share::share)
                                    .sum())
                    .isEqualTo(verdict.score());
            // The score is the logarithm of how much likelier positive is than negative.
            assertThat(Math.log(verdict.chances()[2] / verdict.chances()[0])).isCloseTo(direct, within(1e-9));
            assertThat(verdict.chances()[0] + verdict.chances()[1] + verdict.chances()[2])
                    .isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void shouldGiveOneShareToAWord_thatIsReadInSeveralPieces() {
        List<Piece> pieces =
                List.of(new Piece(0, 4, false, false), new Piece(4, 10, false, true), new Piece(11, 17, false, false));

        Verdict verdict = model().judge(new EncodedText("en", List.of(part(pieces))), new double[RulesNumbers.COUNT]);

        assertThat(verdict.shares()).extracting(Share::from).containsExactly(0, 11);
        assertThat(verdict.shares()).extracting(Share::to).containsExactly(10, 17);
    }

    @Test
    void shouldWeighPartsByTheirPieces() {
        Part one = part(pieces(1));
        Part three = part(pieces(3));

        double[] whole = new EncodedText("en", List.of(one, three)).vector();

        double[] first = new EncodedText("en", List.of(one)).vector();
        double[] second = new EncodedText("en", List.of(three)).vector();
        double length = 0;
        for (int i = 0; i < whole.length; i++) {
            assertThat(whole[i]).isCloseTo(first[i] / 4 + second[i] * 3 / 4, within(1e-12));
            length += first[i] * first[i];
        }
        assertThat(length).isCloseTo(1, within(1e-12));
    }

    @Test
    void shouldCallATextUnreadable_whereEveryPieceIsUnknown() {
        Part unknown = part(List.of(new Piece(0, 3, true, false), new Piece(4, 6, true, false)));

        assertThat(new EncodedText("en", List.of(unknown)).readable()).isFalse();
        assertThat(new EncodedText("en", List.of(unknown, part(pieces(1)))).readable())
                .isTrue();
        assertThat(new EncodedText("en", List.of(part(List.of()))).readable()).isFalse();
    }

    @Test
    void shouldReadTheWeightsThatItWrote() throws IOException {
        SentimentModel model = model();
        ByteArrayOutputStream file = new ByteArrayOutputStream();

        model.write(file);

        assertThat(file.size()).isEqualTo(3 * SentimentModel.FEATURES * Float.BYTES);
        assertThat(SentimentModel.read("v", new ByteArrayInputStream(file.toByteArray()))
                        .weights())
                .isDeepEqualTo(model.weights());
    }

    private SentimentModel model() {
        float[][] weights = new float[3][SentimentModel.FEATURES];
        for (float[] row : weights) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return new SentimentModel("random", weights);
    }

    private EncodedText text(int parts) {
        List<Part> read = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            read.add(part(pieces(random.nextInt(30))));
        }
        return new EncodedText("en", read);
    }

    private List<Piece> pieces(int count) {
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pieces.add(new Piece(i * 3, i * 3 + 2, false, i > 0 && random.nextInt(3) == 0));
        }
        return pieces;
    }

    private Part part(List<Piece> pieces) {
        float[][] vectors = new float[pieces.size() + 2][EncodedText.WIDTH];
        for (float[] vector : vectors) {
            for (int i = 0; i < vector.length; i++) {
                vector[i] = (float) random.nextGaussian();
            }
        }
        return new Part(pieces, vectors);
    }
}
