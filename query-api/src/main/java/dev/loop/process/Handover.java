package dev.loop.process;

import dev.loop.api.ApiServer;
import dev.loop.topology.run.FeedbackStreams;
import java.time.Duration;

/**
 * Ends one of several instances, before any of its parts is closed. It reports that it stops and goes on for a while,
 * so that load balancers notice; then it leaves its partitions to the others and passes questions on to them.
 */
record Handover(ProcessReadiness readiness, ApiServer api, FeedbackStreams streams, Duration drain)
        implements AutoCloseable {

    @Override
    public void close() throws InterruptedException {
        readiness.stopping();
        api.lastAnswers();
        Thread.sleep(drain.toMillis());
        streams.close();
    }
}
