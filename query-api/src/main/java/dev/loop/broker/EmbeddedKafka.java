package dev.loop.broker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka (KRaft, one broker, loopback only) in this process, for clients that have its password. Records are kept
 * in {@code DIR/kafka} over restarts. One process at a time per directory.
 *
 * <p>A broker that stops by itself, as Kafka does for good when its disk is full, is started again on the same port as
 * soon as there is room; clients reconnect by themselves.
 */
public final class EmbeddedKafka implements WriteGate, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);

    private final Path directory;
    private final DirectoryLock lock;
    private final WriteGate disk;
    private final BrokerLogin login;

    /** The port, kept over a fault, so that clients find the broker again. */
    private int port;

    private @Nullable BrokerRun run;
    private @Nullable BrokerFault fault;

    /** The number of the run, so that a late fault of an earlier run is not taken for one of this. */
    private int generation;

    private boolean closed;
    private @Nullable Thread recovery;

    private EmbeddedKafka(Path data, int port, DirectoryLock lock, WriteGate disk) {
        this.directory = data.resolve("kafka");
        this.login = BrokerLogin.in(data);
        this.port = port;
        this.lock = lock;
        this.disk = disk;
    }

    /** Starts as {@link #start(Path, int, long)}, with {@link DiskGuard#DEFAULT_MINIMUM_FREE}. */
    public static EmbeddedKafka start(Path directory, int port) {
        return start(directory, port, DiskGuard.DEFAULT_MINIMUM_FREE);
    }

    /**
     * Starts, and returns when clients can connect, after about a second.
     *
     * @param port where to listen; 0 for any free one
     * @param minimumFreeDisk bytes; with less free, {@link #refusal} says not to write
     * @throws BrokerException when the directory is in use or cannot be written, or the port is taken
     */
    public static EmbeddedKafka start(Path directory, int port, long minimumFreeDisk) {
        Path absolute = directory.toAbsolutePath().normalize();
        DirectoryLock lock = DirectoryLock.of(absolute);
        return start(absolute, port, lock, DiskGuard.of(absolute, minimumFreeDisk));
    }

    static EmbeddedKafka start(Path directory, int port, DirectoryLock lock, WriteGate disk) {
        try {
            EmbeddedKafka kafka = new EmbeddedKafka(directory, port, lock, disk);
            kafka.startRun();
            kafka.login.writeClientFile(kafka.bootstrapServers());
            return kafka;
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private void startRun() {
        int current = nextGeneration();
        BrokerRun started = BrokerRun.start(directory, port(), login, found -> faulted(current, found));
        synchronized (this) {
            run = started;
            fault = null;
            port = started.port();
        }
    }

    private synchronized int nextGeneration() {
        return ++generation;
    }

    public synchronized int port() {
        return port;
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port();
    }

    /** Returns the settings of every client: the address, and the login, without which the broker answers nobody. */
    public Map<String, Object> clientSettings() {
        return login.clientSettings(bootstrapServers());
    }

    /** Returns a properties file with these settings, for clients of other programs; only its owner can read it. */
    public Path clientFile() {
        return login.clientFile();
    }

    /** Returns the properties file of a broker that is started in a directory. */
    public static Path clientFile(Path directory) {
        return directory.resolve(BrokerLogin.CLIENT_FILE);
    }

    /** Returns why the broker is down; empty while it runs. */
    public synchronized Optional<BrokerFault> fault() {
        return Optional.ofNullable(fault);
    }

    @Override
    public Optional<String> refusal() {
        Optional<String> full = disk.refusal();
        return full.isPresent()
                ? full
                : fault().map(found -> "Kafka has stopped (" + found.what() + ") and is being started again.");
    }

    /** Notes a fault. A thread of the broker calls this, which must not wait for its own end. */
    private synchronized void faulted(int found, BrokerFault what) {
        BrokerRun ended = run;
        if (closed || found != generation || fault != null || ended == null) {
            return;
        }
        fault = what;
        LOG.error("Kafka has stopped: {}. It is started again as soon as the disk has room", what);
        recovery =
                new Thread(Thread.currentThread().getThreadGroup().getParent(), () -> recover(ended), "kafka-recovery");
        recovery.setDaemon(true);
        recovery.start();
    }

    private void recover(BrokerRun ended) {
        abandon(ended);
        while (!(disk.writable() && restarted())) {
            if (closedWithin(BETWEEN_TRIES)) {
                return;
            }
        }
    }

    private synchronized boolean closedWithin(Duration pause) {
        try {
            if (!closed) {
                wait(pause.toMillis());
            }
            return closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static void abandon(BrokerRun ended) {
        try {
            ended.abandon();
        } catch (RuntimeException | Error e) {
            LOG.warn("The broker that stopped did not close cleanly", e);
        }
    }

    private boolean restarted() {
        try {
            startRun();
            LOG.info("Kafka runs again, on port {}", port());
            return true;
        } catch (BrokerException e) {
            LOG.warn("Kafka could not be started again, which is tried on: {}", e.getMessage());
            return false;
        }
    }

    /** Stops the broker. Everything is on disk on return. A second call does nothing. */
    @Override
    public void close() {
        Thread recovering;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            recovering = recovery;
            notifyAll();
        }
        awaitEnd(recovering);
        BrokerRun last;
        synchronized (this) {
            last = fault == null ? run : null;
        }
        try {
            if (last != null) {
                last.stop();
            }
        } finally {
            lock.close();
        }
    }

    /** Waits without interrupting: a broker that is interrupted as it stops leaves its locks behind. */
    private static void awaitEnd(@Nullable Thread recovering) {
        if (recovering == null) {
            return;
        }
        try {
            recovering.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
