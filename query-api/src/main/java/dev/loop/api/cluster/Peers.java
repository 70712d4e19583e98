package dev.loop.api.cluster;

import dev.loop.topology.InstanceAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The other instances. */
interface Peers extends AutoCloseable {

    /**
     * Sends a message and returns at once. The future fails if the instance does not answer in time, or answers with an
     * error.
     */
    CompletableFuture<byte[]> send(InstanceAddress to, byte[] message, Duration atMost);

    @Override
    void close();
}
