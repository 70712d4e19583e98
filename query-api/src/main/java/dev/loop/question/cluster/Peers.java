package dev.loop.question.cluster;

import dev.loop.topology.run.InstanceAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The other instances. */
public interface Peers extends AutoCloseable {

    /** The route by which one instance asks another. */
    String PATH = "/internal/v1/ask";

    /** The most bytes of one answer. */
    int LARGEST_ANSWER = 64 << 20;

    /**
     * Sends a message and returns at once. The future fails if the instance does not answer in time, or answers with an
     * error. Cancelling it gives the request up: the other instance then stops.
     */
    CompletableFuture<byte[]> send(InstanceAddress to, byte[] message, Duration atMost);

    @Override
    void close();
}
