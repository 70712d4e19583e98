package dev.loop.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.controller.BrokerHeartbeatManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class EmbeddedKafkaTest {

    private static final TopicPartition PARTITION = new TopicPartition("kept", 0);

    @TempDir
    private Path directory;

    @Test
    void shouldKeepEverything_whenRestartedOnAnotherPort() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0)) {
            createTopic(kafka);
            produceInTransaction(kafka, "first", true);
            commitOffset(kafka, 1);
        }
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0)) {
            assertThat(committedOffset(kafka)).isEqualTo(1);
            produceInTransaction(kafka, "second", true);
            assertThat(readCommitted(kafka)).containsExactly("first", "second");
        }
        assertThat(directory.resolve("kafka/meta.properties")).isRegularFile();
    }

    /** A copy of the directory while it runs is what a kill leaves. */
    @Test
    void shouldNotWaitForTheSessionOfTheDeadOne_whenItWasKilled() throws Exception {
        Path killed = directory.resolve("killed");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("first"), 0)) {
            createTopic(kafka);
            produceInTransaction(kafka, "first", true);
            copy(directory.resolve("first"), killed);
        }
        ListAppender<ILoggingEvent> told = new ListAppender<>();
        Logger controller = (Logger) LoggerFactory.getLogger(BrokerHeartbeatManager.class);
        controller.setLevel(Level.INFO);
        controller.addAppender(told);
        told.start();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(killed, 0)) {
            produceInTransaction(kafka, "second", true);
            assertThat(readCommitted(kafka)).containsExactly("first", "second");
        } finally {
            controller.detachAppender(told);
            controller.setLevel(null);
        }
        assertThat(told.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(words -> words.contains("has requested and been granted fencing"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copied = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copied);
                } else {
                    Files.copy(file, copied);
                }
            }
        }
    }

    @Test
    void shouldHideWhatWasAborted_whenReadCommitted() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0)) {
            createTopic(kafka);
            produceInTransaction(kafka, "aborted", false);
            produceInTransaction(kafka, "committed", true);
            assertThat(readCommitted(kafka)).containsExactly("committed");
        }
    }

    @Test
    void shouldNameHolderAndRemedy_whenAnotherProcessHasTheDirectory() throws Exception {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HoldDirectory.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("held");
            assertThatThrownBy(() -> EmbeddedKafka.start(directory, 0))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("process " + other.pid())
                    .hasMessageContaining("--data");
        } finally {
            other.destroyForcibly();
            assertThat(other.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        EmbeddedKafka.start(directory, 0).close();
    }

    /** The program of the other process. */
    static final class HoldDirectory {
        public static void main(String[] arguments) throws IOException {
            DirectoryLock.of(Path.of(arguments[0]));
            System.out.println("held");
            // Its input ends with the test.
            System.in.read();
        }
    }

    @Test
    void shouldRefuse_whenThisProcessHasTheDirectoryAlready() {
        try (EmbeddedKafka first = EmbeddedKafka.start(directory, 0)) {
            assertThat(first.port()).isPositive();
            assertThatThrownBy(() -> EmbeddedKafka.start(directory, 0)).hasMessageContaining("in use");
        }
    }

    @Test
    void shouldNameThePortAndLetGoOfTheDirectory_whenThePortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> EmbeddedKafka.start(directory, taken.getLocalPort()))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("--broker-port");
        }
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0)) {
            assertThat(kafka.bootstrapServers()).isEqualTo("127.0.0.1:" + kafka.port());
        }
    }

    @Test
    void shouldSayWhatToDo_whenTheDirectoryIsAFile() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> EmbeddedKafka.start(file, 0))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("--data");
    }

    private static void createTopic(EmbeddedKafka kafka) throws Exception {
        try (Admin admin = Admin.create(kafka.clientSettings())) {
            admin.createTopics(List.of(new NewTopic(PARTITION.topic(), 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static void produceInTransaction(EmbeddedKafka kafka, String value, boolean commit) {
        Map<String, Object> settings = new HashMap<>(kafka.clientSettings());
        settings.put("transactional.id", "test");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(PARTITION.topic(), "key", value));
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.flush();
                producer.abortTransaction();
            }
        }
    }

    private static void commitOffset(EmbeddedKafka kafka, long offset) {
        try (var consumer = consumer(kafka)) {
            consumer.assign(List.of(PARTITION));
            consumer.commitSync(Map.of(PARTITION, new OffsetAndMetadata(offset)));
        }
    }

    private static long committedOffset(EmbeddedKafka kafka) {
        try (var consumer = consumer(kafka)) {
            return consumer.committed(Set.of(PARTITION)).get(PARTITION).offset();
        }
    }

    private static List<String> readCommitted(EmbeddedKafka kafka) {
        try (var consumer = consumer(kafka)) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long end = consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
            List<String> values = new ArrayList<>();
            while (consumer.position(PARTITION) < end) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(5))) {
                    values.add(record.value());
                }
            }
            return values;
        }
    }

    private static KafkaConsumer<String, String> consumer(EmbeddedKafka kafka) {
        Map<String, Object> settings = new HashMap<>(kafka.clientSettings());
        settings.put("group.id", "test");
        settings.put("isolation.level", "read_committed");
        return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    }
}
