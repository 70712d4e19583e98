package dev.loop.connectors.analyst;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Learns weights from labels by maximum a posteriori: as likely as they can be made without going further from the prior
 * than the number of labels warrants. All labels are read each time and in the order of their ids, so that the same
 * labels give the same weights, whichever way and in whatever order they came.
 *
 * <p>Labels must be of everything that people looked at, what they left as it was included. Corrections alone are a
 * sample of where the model is wrong, and a model that learns from nothing else comes to believe the opposite of
 * what it knew.
 *
 * <p>The minimum is searched by L-BFGS (Nocedal and Wright, Numerical Optimization, chapter 7). The function is convex
 * and smooth, so that it has one.
 */
public final class ModelTrainer {

    /** The pull towards the prior, in labels. */
    public static final double STRENGTH = 10;

    private static final int LABELS = SentimentModel.LABELS.size();
    private static final int SIZE = LABELS * SentimentModel.FEATURES;

    private static final int MOST_STEPS = 200;
    private static final int REMEMBERED = 8;
    /** The slope at which the search ends; the accuracy of the weights is then far finer than that of a float's use. */
    private static final double FLAT = 1e-4;

    private static final double SUFFICIENT_DECREASE = 1e-4;
    private static final double SHORTEST_STEP = 1e-10;

    /**
     * One label.
     *
     * @param id of the item
     * @param features {@link SentimentModel#features}
     * @param label its place in {@link SentimentModel#LABELS}
     */
    public record Labelled(String id, double[] features, int label) {}

    private final List<Labelled> labels;
    private final double[] prior;
    private final double pull;

    private ModelTrainer(List<Labelled> labels, double[] prior, double strength) {
        this.labels = labels.stream().sorted(Comparator.comparing(Labelled::id)).toList();
        this.prior = prior;
        this.pull = strength / labels.size();
    }

    /**
     * Returns the weights that these labels lead to.
     *
     * @param strength the pull towards the prior, in labels: {@link #STRENGTH}
     */
    public static SentimentModel train(SentimentModel prior, List<Labelled> labels, double strength, String version) {
        if (labels.isEmpty()) {
            return new SentimentModel(version, prior.weights());
        }
        return model(version, new ModelTrainer(labels, flat(prior), strength).minimum());
    }

    /** Returns weights of which none speaks for anything. */
    public static SentimentModel blank() {
        return new SentimentModel("blank", new float[LABELS][SentimentModel.FEATURES]);
    }

    private double[] minimum() {
        double[] weights = prior.clone();
        double[] slope = new double[SIZE];
        double loss = loss(weights, slope);
        Deque<Step> steps = new ArrayDeque<>();
        for (int step = 0; step < MOST_STEPS && Math.sqrt(dot(slope, slope)) > FLAT; step++) {
            double[] direction = direction(slope, steps);
            double descent = dot(direction, slope);
            double length = steps.isEmpty() ? 1 / Math.max(1, Math.sqrt(dot(slope, slope))) : 1;
            double[] next = moved(weights, direction, length);
            double[] nextSlope = new double[SIZE];
            double nextLoss = loss(next, nextSlope);
            while (nextLoss > loss + SUFFICIENT_DECREASE * length * descent && length > SHORTEST_STEP) {
                length /= 2;
                next = moved(weights, direction, length);
                nextLoss = loss(next, nextSlope);
            }
            if (nextLoss >= loss) {
                return weights;
            }
            Step taken = new Step(moved(next, weights, -1), moved(nextSlope, slope, -1));
            if (taken.curvature > 0) {
                steps.addLast(taken);
            }
            if (steps.size() > REMEMBERED) {
                steps.removeFirst();
            }
            weights = next;
            slope = nextSlope;
            loss = nextLoss;
        }
        return weights;
    }

    /** Returns the mean loss with the pull's, and writes its slope. */
    private double loss(double[] weights, double[] slope) {
        double loss = 0;
        for (int i = 0; i < SIZE; i++) {
            double away = weights[i] - prior[i];
            loss += pull / 2 * away * away;
            slope[i] = pull * away;
        }
        double each = 1.0 / labels.size();
        double[] chances = new double[LABELS];
        for (Labelled labelled : labels) {
            double[] features = labelled.features();
            for (int label = 0; label < LABELS; label++) {
                chances[label] = row(weights, label, features);
            }
            SentimentModel.softmax(chances);
            loss -= each * StrictMath.log(Math.max(chances[labelled.label()], Double.MIN_NORMAL));
            for (int label = 0; label < LABELS; label++) {
                double wrong = each * (chances[label] - (label == labelled.label() ? 1 : 0));
                int offset = label * SentimentModel.FEATURES;
                for (int i = 0; i < features.length; i++) {
                    slope[offset + i] += wrong * features[i];
                }
            }
        }
        return loss;
    }

    private static double row(double[] weights, int label, double[] features) {
        int offset = label * SentimentModel.FEATURES;
        double even = 0;
        double odd = 0;
        for (int i = 0; i + 1 < features.length; i += 2) {
            even += weights[offset + i] * features[i];
            odd += weights[offset + i + 1] * features[i + 1];
        }
        return features.length % 2 == 0
                ? even + odd
                : even + odd + weights[offset + features.length - 1] * features[features.length - 1];
    }

    /** Returns where to go: the slope downwards, bent by what the last steps told of the curvature. */
    private static double[] direction(double[] slope, Deque<Step> steps) {
        double[] direction = new double[SIZE];
        for (int i = 0; i < SIZE; i++) {
            direction[i] = -slope[i];
        }
        double[] shares = new double[steps.size()];
        int at = steps.size();
        for (Iterator<Step> newestFirst = steps.descendingIterator(); newestFirst.hasNext(); ) {
            Step step = newestFirst.next();
            shares[--at] = dot(step.way, direction) / step.curvature;
            add(direction, step.bend, -shares[at]);
        }
        if (!steps.isEmpty()) {
            Step newest = steps.getLast();
            double scale = newest.curvature / dot(newest.bend, newest.bend);
            for (int i = 0; i < SIZE; i++) {
                direction[i] *= scale;
            }
        }
        for (Step step : steps) {
            double share = shares[at++] - dot(step.bend, direction) / step.curvature;
            add(direction, step.way, share);
        }
        return direction;
    }

    /** A step that was taken: how far, how the slope changed over it, and the product of the two. */
    private static final class Step {

        private final double[] way;
        private final double[] bend;
        private final double curvature;

        private Step(double[] way, double[] bend) {
            this.way = way;
            this.bend = bend;
            this.curvature = dot(way, bend);
        }
    }

    private static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    private static double[] moved(double[] from, double[] direction, double length) {
        double[] moved = from.clone();
        add(moved, direction, length);
        return moved;
    }

    private static void add(double[] to, double[] direction, double length) {
        for (int i = 0; i < to.length; i++) {
            to[i] += length * direction[i];
        }
    }

    private static double[] flat(SentimentModel model) {
        double[] flat = new double[SIZE];
        for (int i = 0; i < SIZE; i++) {
            flat[i] = model.weights()[i / SentimentModel.FEATURES][i % SentimentModel.FEATURES];
        }
        return flat;
    }

    private static SentimentModel model(String version, double[] flat) {
        float[][] weights = new float[LABELS][SentimentModel.FEATURES];
        for (int i = 0; i < SIZE; i++) {
            weights[i / SentimentModel.FEATURES][i % SentimentModel.FEATURES] = (float) flat[i];
        }
        return new SentimentModel(version, weights);
    }
}
