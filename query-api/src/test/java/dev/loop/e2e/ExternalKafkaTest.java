package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.broker.EmbeddedKafka;
import dev.loop.e2e.RunningLoop.Ended;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --kafka}: a cluster that others run. */
class ExternalKafkaTest {

    /** The time for the cluster to answer, and for Java to start and end. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The time after which Kafka gives up a member that does not answer. */
    private static final Duration SESSION = Duration.ofSeconds(40);

    @TempDir
    private Path directory;

    /** Waits for the cluster in vain while the other tests run. */
    private static RunningLoop inVain;

    /** Bound and not listening, so that nobody else listens there meanwhile. */
    private static final Socket NOBODYS = new Socket();

    @BeforeAll
    static void start(@TempDir Path data) throws IOException {
        NOBODYS.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        inVain = RunningLoop.begin(data, "--kafka", "127.0.0.1:" + NOBODYS.getLocalPort());
    }

    @AfterAll
    static void stop() throws IOException {
        inVain.close();
        NOBODYS.close();
    }

    @Test
    void shouldCarryOn_whenStartedAgainOnTheSameCluster() {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("broker"), 0)) {
            String[] options = {
                "--kafka",
                kafka.bootstrapServers(),
                "--kafka-config",
                kafka.clientFile().toString(),
                "--replication",
                "1"
            };
            Path data = directory.resolve("loop");
            try (RunningLoop loop = RunningLoop.up(data, options).quiet(true)) {
                write(loop);
                loop.client().awaitTotal(1);
                assertThat(Files.exists(data.resolve("kafka"))).isFalse();
                loop.stop();
            }
            try (RunningLoop loop = RunningLoop.up(data, options).quiet(true)) {
                assertThat(loop.client().total().path("total").asInt()).isOne();
                write(loop);
                loop.kill();
            }
            try (RunningLoop loop = RunningLoop.up(data, options).quiet(true)) {
                // The cluster must not wait for the one that was killed, which would take 45 s.
                System.out.println("External Kafka: up again after kill -9 in " + loop.sinceStart());
                assertThat(loop.sinceStart()).isLessThan(SESSION);
                loop.client().awaitTotal(2);
                loop.stop();
            }
            // The stores are a copy: in another directory they are read anew, and who stopped in order is not waited
            // for.
            try (RunningLoop loop =
                    RunningLoop.up(directory.resolve("elsewhere"), options).quiet(true)) {
                assertThat(loop.sinceStart()).isLessThan(SESSION);
                loop.client().awaitTotal(2);
                loop.stop();
            }
        }
    }

    private static void write(RunningLoop loop) {
        loop.client()
                .post("/v1/feedback", LoopClient.item("m", "neutral", Map.of()))
                .expect(201);
    }

    @Test
    void shouldSayWhatToDo_whenTheClusterIsTooSmall() {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("broker"), 0);
                RunningLoop loop = RunningLoop.begin(
                        directory.resolve("loop"),
                        "--kafka",
                        kafka.bootstrapServers(),
                        "--kafka-config",
                        kafka.clientFile().toString())) {
            Ended ended = loop.awaitEnd(PATIENCE);
            assertThat(ended.status()).isOne();
            assertThat(ended.err()).singleElement().asString().contains("has 1 broker", "--replication 1");
        }
    }

    @Test
    void shouldSayWhatToDo_whenNobodyAnswersAtTheAddress() {
        Ended ended = inVain.awaitEnd(PATIENCE);
        assertThat(ended.status()).isOne();
        assertThat(ended.all()).contains("nobody listens at 127.0.0.1", "--kafka");
        assertThat(ended.all()).doesNotContain("\tat ");
    }
}
