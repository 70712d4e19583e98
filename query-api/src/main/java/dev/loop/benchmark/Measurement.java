package dev.loop.benchmark;

import java.util.Optional;

/**
 * One figure.
 *
 * @param benchmark name of the benchmark
 * @param what the measured thing
 * @param target the value that it should reach, if there is one
 * @param note what a reader must know to judge it; may be empty
 */
public record Measurement(
        String benchmark, String what, double value, Unit unit, Optional<Target> target, String note) {

    /** The unit of a value. */
    public enum Unit {
        ITEMS_PER_SECOND("items/s", 0),
        ROWS_PER_SECOND("rows/s", 0),
        REQUESTS_PER_SECOND("requests/s", 0),
        DELIVERIES_PER_SECOND("deliveries/s", 0),
        RATIO("ratio", 3),
        PERCENT("%", 1),
        CPU_MICROSECONDS_PER_ITEM("CPU µs/item", 1),
        CPU_MICROSECONDS_PER_REQUEST("CPU µs/request", 1),
        MILLISECONDS("ms", 2),
        SECONDS("s", 1),
        MEBIBYTES("MiB", 0),
        ROWS("rows", 0);

        private final String symbol;
        private final int decimals;

        Unit(String symbol, int decimals) {
            this.symbol = symbol;
            this.decimals = decimals;
        }

        public String symbol() {
            return symbol;
        }

        int decimals() {
            return decimals;
        }
    }

    /**
     * A bound.
     *
     * @param atLeast whether the value should not be below the bound; otherwise not above
     */
    public record Target(boolean atLeast, double bound) {
        static Target atLeast(double bound) {
            return new Target(true, bound);
        }

        static Target atMost(double bound) {
            return new Target(false, bound);
        }

        boolean met(double value) {
            return atLeast ? value >= bound : value <= bound;
        }
    }

    static Measurement of(String benchmark, String what, double value, Unit unit) {
        return new Measurement(benchmark, what, value, unit, Optional.empty(), "");
    }

    Measurement with(Target wanted) {
        return new Measurement(benchmark, what, value, unit, Optional.of(wanted), note);
    }

    Measurement noting(String words) {
        return new Measurement(benchmark, what, value, unit, target, words);
    }

    /** Returns whether the target is met; empty if there is none. */
    public Optional<Boolean> met() {
        return target.map(wanted -> wanted.met(value));
    }
}
