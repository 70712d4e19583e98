package dev.loop.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Returns the median of several runs, which a burst of somebody else's work does not shift. */
final class Median {

    static double of(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        sorted.sort(null);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    static <T> double of(List<T> runs, ToDoubleFunction<T> value) {
        return of(runs.stream().map(value::applyAsDouble).toList());
    }

    private Median() {}
}
