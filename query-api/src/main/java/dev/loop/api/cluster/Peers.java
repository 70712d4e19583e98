package dev.loop.api.cluster;

import dev.loop.topology.InstanceAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The other instances. */
interface Peers extends AutoCloseable {

    /** Returns at once. Fails where the instance does not answer in time, or with anything but an answer. */
    CompletableFuture<byte[]> send(InstanceAddress to, byte[] message, Duration atMost);

    @Override
    void close();
}
