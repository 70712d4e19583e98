package dev.loop.connectors.analyst;

import dev.loop.schemas.avro.Sentiment;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Multinomial logistic regression on what the encoder and the rules say of a text. It is linear, so that what each word
 * adds to the verdict is a part of the sum itself.
 *
 * @param version what a judgement is signed with
 * @param weights for each of {@link #LABELS} a row: the encoder's numbers, the rules' numbers, and a constant
 * @param languages those that it judges
 */
public record SentimentModel(String version, float[][] weights, Set<String> languages) {

    public SentimentModel {
        languages = Set.copyOf(languages);
    }

    /** Makes a model of the language that Loop comes with. */
    public SentimentModel(String version, float[][] weights) {
        this(version, weights, Set.of(AnalystSettings.OWN_LANGUAGE));
    }

    /** Returns this model for these languages. */
    public SentimentModel forLanguages(Collection<String> wanted) {
        return new SentimentModel(version, weights, Set.copyOf(wanted));
    }

    /** The order of the rows. */
    public static final List<Sentiment> LABELS = List.of(Sentiment.NEGATIVE, Sentiment.NEUTRAL, Sentiment.POSITIVE);

    private static final int NEGATIVE = 0;
    private static final int POSITIVE = 2;

    /** The numbers of a text that the weights are for, the constant one included. */
    public static final int FEATURES = EncodedText.WIDTH + RulesNumbers.COUNT + 1;

    /** The bytes that {@link #write} writes. */
    public static final int BYTES = LABELS.size() * FEATURES * Float.BYTES;

    /** The version of the weights that Loop comes with. */
    private static final String PRIOR = "open-2";

    /** The share of a word or a part of one in the verdict: above 0 for positive, below for negative. */
    public record Share(int from, int to, double share) {}

    /**
     * What the model says of a text.
     *
     * @param chances in the order of {@link #LABELS}; their sum is 1
     * @param score how much more the sum of positive is than that of negative: {@code shares} and {@code rest} added up
     * @param shares one for each word, in the order of the text
     * @param rest what is no word's: the marks of start and end, the rules' numbers, the constant
     */
    public record Verdict(double[] chances, double score, List<Share> shares, double rest) {

        public Verdict {
            shares = List.copyOf(shares);
        }

        public Sentiment label() {
            return LABELS.get(best());
        }

        /** Returns the probability of the label. */
        public double sure() {
            return chances[best()];
        }

        private int best() {
            int best = 0;
            for (int label = 1; label < chances.length; label++) {
                best = chances[label] > chances[best] ? label : best;
            }
            return best;
        }
    }

    /** Returns the weights that Loop comes with, trained by {@code loop train-prior}. */
    public static SentimentModel prior() {
        try (InputStream in = SentimentModel.class.getResourceAsStream(PRIOR + ".weights")) {
            if (in == null) {
                throw new IllegalStateException(PRIOR + ".weights is not on the class path");
            }
            return read(PRIOR, in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads what {@link #write} wrote. */
    public static SentimentModel read(String version, InputStream in) throws IOException {
        DataInputStream data = new DataInputStream(in);
        float[][] weights = new float[LABELS.size()][FEATURES];
        for (float[] row : weights) {
            for (int i = 0; i < FEATURES; i++) {
                row[i] = data.readFloat();
            }
        }
        return new SentimentModel(version, weights);
    }

    /** Writes the weights, row by row, as big-endian floats. */
    public void write(OutputStream out) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        for (float[] row : weights) {
            for (float weight : row) {
                data.writeFloat(weight);
            }
        }
        data.flush();
    }

    /** Returns the numbers of a text that the model reads. */
    public static double[] features(EncodedText text, double[] rules) {
        double[] features = new double[FEATURES];
        System.arraycopy(text.vector(), 0, features, 0, EncodedText.WIDTH);
        System.arraycopy(rules, 0, features, EncodedText.WIDTH, RulesNumbers.COUNT);
        features[FEATURES - 1] = 1;
        return features;
    }

    /** Returns the numbers of a text whose vector an item keeps. */
    public static double[] features(byte[] vector, double[] rules) {
        double squares = 0;
        for (byte number : vector) {
            squares += number * number;
        }
        double[] features = new double[FEATURES];
        for (int i = 0; i < Math.min(EncodedText.WIDTH, vector.length); i++) {
            features[i] = vector[i] / Math.max(1, Math.sqrt(squares));
        }
        System.arraycopy(rules, 0, features, EncodedText.WIDTH, RulesNumbers.COUNT);
        features[FEATURES - 1] = 1;
        return features;
    }

    /** Returns the probabilities of {@link #LABELS}. */
    public double[] chances(double[] features) {
        double[] chances = new double[LABELS.size()];
        for (int label = 0; label < chances.length; label++) {
            for (int i = 0; i < FEATURES; i++) {
                chances[label] += weights[label][i] * features[i];
            }
        }
        softmax(chances);
        return chances;
    }

    /** Turns sums into probabilities. */
    static void softmax(double[] sums) {
        double most = Math.max(sums[0], Math.max(sums[1], sums[2]));
        double all = 0;
        for (int label = 0; label < sums.length; label++) {
            // The same bits on every machine, whatever its processor offers.
            sums[label] = StrictMath.exp(sums[label] - most);
            all += sums[label];
        }
        for (int label = 0; label < sums.length; label++) {
            sums[label] /= all;
        }
    }

    public Verdict judge(EncodedText text, double[] rules) {
        double[] features = features(text, rules);
        double rest = 0;
        for (int i = EncodedText.WIDTH; i < FEATURES; i++) {
            rest += towardsPositive(i) * features[i];
        }
        List<Share> words = new ArrayList<>();
        for (int part = 0; part < text.parts().size(); part++) {
            float[][] vectors = text.parts().get(part).vectors();
            double factor = text.factor(part);
            rest += factor * (towardsPositive(vectors[0]) + towardsPositive(vectors[vectors.length - 1]));
            List<EncodedText.Piece> pieces = text.parts().get(part).pieces();
            for (int i = 0; i < pieces.size(); i++) {
                add(pieces.get(i), factor * towardsPositive(vectors[i + 1]), words);
            }
        }
        double score = rest + words.stream().mapToDouble(Share::share).sum();
        return new Verdict(chances(features), score, words, rest);
    }

    private static void add(EncodedText.Piece piece, double share, List<Share> words) {
        Share word = words.isEmpty() ? null : words.get(words.size() - 1);
        // Of a character like ½, the model reads several.
        if (word != null && (piece.continues() || piece.from() < word.to())) {
            words.set(words.size() - 1, new Share(word.from(), piece.to(), word.share() + share));
        } else {
            words.add(new Share(piece.from(), piece.to(), share));
        }
    }

    private double towardsPositive(float[] vector) {
        double sum = 0;
        for (int i = 0; i < EncodedText.WIDTH; i++) {
            sum += towardsPositive(i) * vector[i];
        }
        return sum;
    }

    private double towardsPositive(int feature) {
        return (double) weights[POSITIVE][feature] - weights[NEGATIVE][feature];
    }
}
