package dev.loop.e2e;

import dev.loop.broker.EmbeddedKafka;
import dev.loop.e2e.LoopClient.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Several instances of the program on a Kafka of the test's own, and a client that goes to the next where one is gone. */
final class Cluster implements AutoCloseable {

    static final int PARTITIONS = 6;

    private final EmbeddedKafka kafka;
    private final Path directory;
    private final List<Member> members = new ArrayList<>();

    private Cluster(EmbeddedKafka kafka, Path directory) {
        this.kafka = kafka;
        this.directory = directory;
    }

    /** One place for an instance, which comes and goes. */
    private static final class Member {
        final Path data;
        final int port;
        final LoopClient client;
        volatile @Nullable RunningLoop running;

        Member(Path data, int port) {
            this.data = data;
            this.port = port;
            this.client = new LoopClient(URI.create("http://127.0.0.1:" + port), RunningLoop.SECRET_KEY);
        }
    }

    static Cluster start(Path directory, int size) {
        var cluster = new Cluster(EmbeddedKafka.start(directory.resolve("broker"), 0), directory);
        try {
            for (int i = 0; i < size; i++) {
                cluster.members.add(new Member(directory.resolve("instance-" + i), freePort()));
                cluster.start(i);
            }
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int size() {
        return members.size();
    }

    /** Returns when it says that it is up; how long that took. */
    Duration start(int number) {
        Member member = members.get(number);
        if (member.running != null) {
            member.running.close();
        }
        long begin = System.nanoTime();
        member.running = RunningLoop.up(
                        member.data,
                        "--kafka",
                        kafka.bootstrapServers(),
                        "--kafka-config",
                        kafka.clientFile().toString(),
                        "--replication",
                        "1",
                        "--partitions",
                        String.valueOf(PARTITIONS),
                        "--advertise",
                        "127.0.0.1:" + member.port,
                        "--allow-private-webhooks",
                        "loopback")
                .quiet(true);
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** Kills an instance. The others are to tell that it does not answer. */
    void kill(int number) {
        for (Member member : members) {
            if (member.running != null) {
                member.running.quiet(false);
            }
        }
        RunningLoop loop = members.get(number).running;
        if (loop != null) {
            loop.kill();
        }
    }

    /** Returns what an instance has logged. */
    List<String> log(int number) {
        RunningLoop loop = members.get(number).running;
        return loop == null ? List.of() : loop.complaints();
    }

    /** Stops an instance as Ctrl-C does, and returns how long that took. */
    Duration stop(int number) {
        RunningLoop loop = members.get(number).running;
        return loop == null ? Duration.ZERO : loop.stop().took();
    }

    LoopClient client(int number) {
        return members.get(number).client;
    }

    URI address(int number) {
        return URI.create("http://127.0.0.1:" + members.get(number).port);
    }

    /** Asks one, and the others in turn where it cannot be reached or breaks off. */
    Answer ask(int first, Function<LoopClient, Answer> call) {
        @Nullable UncheckedIOException last = null;
        for (int i = 0; i < members.size(); i++) {
            try {
                return call.apply(members.get((first + i) % members.size()).client);
            } catch (UncheckedIOException gone) {
                last = gone;
            }
        }
        throw last == null ? new IllegalStateException("No instance") : last;
    }

    @Override
    public void close() {
        for (Member member : members) {
            RunningLoop loop = member.running;
            if (loop != null) {
                loop.close();
            }
        }
        kafka.close();
    }
}
