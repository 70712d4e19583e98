package dev.loop.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repeats what Kafka does on a full disk, from the point where it would end the process. */
class EmbeddedKafkaFaultTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @Test
    void shouldStartAgainOnTheSamePort_whenThereIsRoomAgain() throws Exception {
        AtomicReference<Optional<String>> disk = new AtomicReference<>(Optional.empty());
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0, DirectoryLock.of(directory), disk::get);
                Admin admin = Admin.create(kafka.clientSettings())) {
            admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                    .all()
                    .get();
            int port = kafka.port();
            assertThat(kafka.writable()).isTrue();
            assertThat(answers(port)).isTrue();

            disk.set(Optional.of("full"));
            haltAsABrokerThread();

            assertThat(kafka.fault())
                    .hasValueSatisfying(fault -> assertThat(fault.what()).contains("disk is gone"));
            assertThat(kafka.refusal()).contains("full");
            await().atMost(PATIENCE).until(() -> !answers(port));
            await().during(Duration.ofSeconds(1))
                    .until(() -> !answers(port) && kafka.fault().isPresent());

            disk.set(Optional.empty());
            assertThat(kafka.refusal())
                    .hasValueSatisfying(reason -> assertThat(reason).contains("started again"));
            await().atMost(PATIENCE).until(() -> kafka.fault().isEmpty());
            assertThat(kafka.port()).isEqualTo(port);
            assertThat(answers(port)).isTrue();
            assertThat(kafka.writable()).isTrue();
            assertThat(admin.listTopics().names().get()).contains("kept");
        }
    }

    @Test
    void shouldCloseAndFreeTheDirectory_whenTheBrokerIsDown() throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0, DirectoryLock.of(directory), () -> Optional.of("full"));
        haltAsABrokerThread();
        assertThat(kafka.fault()).isPresent();
        await().atMost(PATIENCE).until(() -> !answers(kafka.port()));
        kafka.close();

        EmbeddedKafka.start(directory, 0).close();
    }

    /** Returns whether anybody listens there. */
    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private static void haltAsABrokerThread() throws InterruptedException {
        ThreadGroup group = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getThreadGroup)
                .filter(BrokerThreads.class::isInstance)
                .findFirst()
                .orElseThrow();
        Thread thread = new Thread(group, () -> Exit.halt(1, "the disk is gone"));
        thread.setUncaughtExceptionHandler((ended, how) -> {});
        thread.start();
        thread.join();
    }
}
