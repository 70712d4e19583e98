package dev.loop.benchmark;

import java.util.List;

/** Measures one thing, beside what the parts under it do alone. */
interface Benchmark {

    /** Returns the word by which the benchmark is chosen. */
    String name();

    List<Measurement> run(Bench bench) throws Exception;
}
