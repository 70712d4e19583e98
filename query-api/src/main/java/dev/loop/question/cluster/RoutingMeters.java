package dev.loop.question.cluster;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** Counts where the partitions of questions are answered, and what became of those that are not. */
final class RoutingMeters {

    private final Counter here;
    private final Counter peer;
    private final Counter standby;
    private final Counter refused;
    private final Counter partial;
    private final Counter failures;
    private final Counter cancelled;
    private final Timer waited;

    RoutingMeters(MeterRegistry meters) {
        here = answers("here", meters);
        peer = answers("peer", meters);
        standby = answers("standby", meters);
        refused = unanswered("refused", meters);
        partial = unanswered("partial", meters);
        failures = Counter.builder("loop.routing.peer.failures")
                .description("requests to other instances that failed")
                .register(meters);
        cancelled = Counter.builder("loop.routing.cancelled")
                .description("requests to other instances that were given up, since the question had ended")
                .register(meters);
        waited = Timer.builder("loop.routing.waited")
                .description("questions that waited for moving partitions, and how long")
                .register(meters);
    }

    private static Counter answers(String by, MeterRegistry meters) {
        return Counter.builder("loop.routing.answers")
                .description("partitions answered, by the copy: written here, written elsewhere, or a standby")
                .tag("by", by)
                .register(meters);
    }

    private static Counter unanswered(String then, MeterRegistry meters) {
        return Counter.builder("loop.routing.unanswered")
                .description("partitions not answered, by what became of the question")
                .tag("then", then)
                .register(meters);
    }

    /** @param follows the copy is a standby, here or elsewhere */
    void answered(boolean elsewhere, boolean follows) {
        (follows ? standby : elsewhere ? peer : here).increment();
    }

    void unanswered(int partitions, boolean asPartial) {
        (asPartial ? partial : refused).increment(partitions);
    }

    void failed() {
        failures.increment();
    }

    void cancelled() {
        cancelled.increment();
    }

    void waited(Duration time) {
        waited.record(time);
    }
}
