package dev.loop.benchmark;

import java.util.List;

/** Measures one thing, beside what the parts that it stands on do alone. */
interface Benchmark {

    /** One word, to choose it by. */
    String name();

    List<Measurement> run(Bench bench) throws Exception;
}
