package dev.loop.broker;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A real Kafka (KRaft, one broker, loopback only) in this process. What is written is kept in {@code DIR/kafka} and is
 * there again at the next start.
 *
 * <p>One process at a time per directory.
 */
public final class EmbeddedKafka implements AutoCloseable {

    private final DirectoryLock lock;
    private final BrokerRun run;

    private EmbeddedKafka(DirectoryLock lock, BrokerRun run) {
        this.lock = lock;
        this.run = run;
    }

    /**
     * Returns when clients can connect, which takes two seconds or so.
     *
     * @param port where to listen; 0 for any free one
     * @throws BrokerException when the directory is in use or cannot be written, or the port is taken
     */
    public static EmbeddedKafka start(Path directory, int port) {
        return start(directory, port, fault -> {});
    }

    /** @param onFault told when the broker has stopped by itself */
    public static EmbeddedKafka start(Path directory, int port, Consumer<BrokerFault> onFault) {
        Path absolute = directory.toAbsolutePath().normalize();
        DirectoryLock lock = DirectoryLock.of(absolute);
        try {
            return new EmbeddedKafka(lock, BrokerRun.start(absolute.resolve("kafka"), port, onFault));
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    public int port() {
        return run.port();
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port();
    }

    @Override
    public void close() {
        run.stop();
        lock.close();
    }
}
