package dev.loop.bi;

import java.util.List;
import java.util.Optional;

/**
 * A sink that another process runs, or has run.
 *
 * @param running whether anybody reads for it now
 */
record SinkElsewhere(Sink sink, boolean running) {

    /** Returns the complaint about a sink that nobody runs. */
    Optional<String> trouble() {
        return running ? Optional.empty() : Optional.of("no process runs it now");
    }

    /**
     * Returns the sinks to wait for. A sink that nobody runs is left out if another fills the same table of another
     * database: it was given up for that one, and would be waited for in vain. If no sink of a table runs, it is only
     * away for a while.
     */
    static List<Sink> awaited(List<SinkElsewhere> known) {
        return known.stream()
                .filter(one -> one.running()
                        || known.stream()
                                .noneMatch(other -> other.running()
                                        && other.sink()
                                                .table()
                                                .equals(one.sink().table())))
                .map(SinkElsewhere::sink)
                .toList();
    }
}
