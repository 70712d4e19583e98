package dev.loop.connectors.analyst;

import java.util.List;

/**
 * A text as the encoder reads it.
 *
 * @param language two letters, the likeliest of those that the encoder was asked about
 * @param parts the text, cut where it is longer than the encoder reads at once
 */
public record EncodedText(String language, List<Part> parts) {

    /** The numbers of one vector. */
    public static final int WIDTH = 384;

    public EncodedText {
        parts = List.copyOf(parts);
    }

    /**
     * One run of the encoder.
     *
     * @param vectors those of the mark of the start, of each piece, and of the mark of the end
     */
    public record Part(List<Piece> pieces, float[][] vectors) {

        public Part {
            pieces = List.copyOf(pieces);
        }

        /** The part's say in the whole; one without a piece counts as one of one piece. */
        int weight() {
            return Math.max(1, pieces.size());
        }

        /** The factor that brings the sum of the vectors to the length of one. */
        private double scale() {
            double squares = 0;
            for (int number = 0; number < WIDTH; number++) {
                double sum = sum(number);
                squares += sum * sum;
            }
            return 1 / Math.sqrt(squares);
        }

        private double sum(int number) {
            double sum = 0;
            for (float[] vector : vectors) {
                sum += vector[number];
            }
            return sum;
        }
    }

    /**
     * A word or a part of one.
     *
     * @param from where it begins in the text, in UTF-16 units
     * @param unknown whether the model has no vector for it but that of all it does not know
     * @param continues whether it goes on with the word of the piece before
     */
    public record Piece(int from, int to, boolean unknown, boolean continues) {}

    /** Returns whether the model knows any piece of the text. */
    boolean readable() {
        return parts.stream().anyMatch(part -> !part.pieces().stream().allMatch(Piece::unknown));
    }

    /** Returns the whole text's vector: that of each part has length one, and counts by its pieces. */
    double[] vector() {
        double[] whole = new double[WIDTH];
        for (int part = 0; part < parts.size(); part++) {
            double factor = factor(part);
            for (int number = 0; number < WIDTH; number++) {
                whole[number] += factor * parts.get(part).sum(number);
            }
        }
        return whole;
    }

    /** Returns what each vector of a part is multiplied with in {@link #vector}, which is their sum. */
    double factor(int part) {
        int all = parts.stream().mapToInt(Part::weight).sum();
        return parts.get(part).scale() * parts.get(part).weight() / all;
    }
}
