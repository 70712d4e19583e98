package dev.loop.question.cluster;

import dev.loop.topology.run.InstanceAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks all other instances the same at once: for what each knows of itself alone, apart from partitions. */
public final class OtherInstances implements AutoCloseable {

    private final Supplier<List<Instance>> instances;
    private final ClusterSecret secret;
    private final PeerClient client;

    public OtherInstances(Supplier<List<Instance>> instances, ClusterSecret secret) {
        this.instances = instances;
        this.secret = secret;
        this.client = PeerClient.start(secret);
    }

    /** Returns whether a caller is an instance of the cluster, by its header {@code Authorization}. */
    public boolean admits(@Nullable String authorization) {
        return secret.matches(authorization);
    }

    /** Returns the address of this instance. */
    public Optional<InstanceAddress> self() {
        return instances.get().stream().filter(Instance::here).findFirst().flatMap(Instance::address);
    }

    /**
     * Returns what each of the others answers, by its address; empty for one that does not answer in time.
     *
     * @param path of a route that only instances may call
     */
    public Map<InstanceAddress, Optional<byte[]>> ask(String path, byte[] message, Duration atMost) {
        Map<InstanceAddress, CompletableFuture<byte[]>> asked = new LinkedHashMap<>();
        instances.get().stream()
                .filter(one -> !one.here())
                .flatMap(one -> one.address().stream())
                .forEach(address -> asked.put(address, client.send(address, path, message, atMost)));
        long deadline = System.nanoTime() + atMost.toNanos();
        Map<InstanceAddress, Optional<byte[]>> answers = new LinkedHashMap<>();
        asked.forEach((address, answer) -> answers.put(address, by(deadline, answer)));
        return answers;
    }

    private static Optional<byte[]> by(long deadline, CompletableFuture<byte[]> answer) {
        try {
            return Optional.of(answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException missing) {
            // The caller tells which instances its answer is without.
        }
        answer.cancel(true);
        return Optional.empty();
    }

    @Override
    public void close() {
        client.close();
    }
}
