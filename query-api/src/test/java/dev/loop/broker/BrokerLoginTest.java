package dev.loop.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerLoginTest {

    private static final String TOPIC = "said";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    @TempDir
    private static Path directory;

    private static EmbeddedKafka kafka;

    @BeforeAll
    static void startKafka() throws Exception {
        kafka = EmbeddedKafka.start(directory, 0);
        try (Admin admin = Admin.create(kafka.clientSettings());
                var producer =
                        new KafkaProducer<>(kafka.clientSettings(), new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
            producer.send(new ProducerRecord<>(TOPIC, "key", "what people said"))
                    .get();
        }
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @Test
    void shouldLetNothingBeListedReadOrWritten_whenAClientHasNoLogin() {
        Map<String, Object> stranger = impatient(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        refused(stranger, TimeoutException.class);
        assertThat(end()).isOne();
    }

    @Test
    void shouldLetNothingBeListedReadOrWritten_whenThePasswordIsWrong() {
        Map<String, Object> guess = impatient(kafka.clientSettings());
        guess.compute(
                "sasl.jaas.config",
                (name, login) -> ((Password) login).value().replaceFirst("password=\"[^\"]*", "password=\"guessed"));
        refused(guess, SaslAuthenticationException.class);
        guess = impatient(kafka.clientSettings());
        guess.compute(
                "sasl.jaas.config",
                (name, login) -> ((Password) login).value().replaceFirst("username=\"loop", "username=\"ANONYMOUS"));
        refused(guess, SaslAuthenticationException.class);
        assertThat(end()).isOne();
    }

    private static void refused(Map<String, Object> settings, Class<? extends Exception> how) {
        try (Admin admin = Admin.create(settings)) {
            assertThatThrownBy(() -> admin.listTopics().names().get()).hasCauseInstanceOf(how);
        }
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            assertThatThrownBy(() -> assertThat(consumer.poll(Duration.ofMillis(800)))
                            .as("nothing is read")
                            .isNotEmpty())
                    .isInstanceOfAny(how, AssertionError.class);
        }
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            assertThatThrownBy(() ->
                            producer.send(new ProducerRecord<>(TOPIC, "forged")).get())
                    .hasCauseInstanceOf(how);
        }
    }

    private static Map<String, Object> impatient(Map<String, Object> settings) {
        Map<String, Object> impatient = new HashMap<>(settings);
        impatient.putAll(Map.of("request.timeout.ms", 700, "default.api.timeout.ms", 800, "max.block.ms", 800));
        return impatient;
    }

    private static long end() {
        try (var consumer =
                new KafkaConsumer<>(kafka.clientSettings(), new StringDeserializer(), new StringDeserializer())) {
            return consumer.endOffsets(Set.of(PARTITION)).get(PARTITION);
        }
    }

    @Test
    void shouldLetAClientIn_whenItTakesTheFile() throws Exception {
        Map<String, Object> settings = new HashMap<>();
        Properties file = new Properties();
        try (var lines = Files.newBufferedReader(kafka.clientFile())) {
            file.load(lines);
        }
        file.forEach((name, value) -> settings.put(name.toString(), value));
        try (Admin admin = Admin.create(settings)) {
            assertThat(admin.listTopics().names().get()).contains(TOPIC);
        }
    }

    @Test
    void shouldBeReadByTheOwnerAlone_whenFilesHoldTheLogin() throws IOException {
        for (String name : List.of(BrokerLogin.PASSWORD_FILE, BrokerLogin.CLIENT_FILE)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name))))
                    .isEqualTo("rw-------");
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "kafka",
                            "kafka-meta.properties",
                            "lock",
                            BrokerLogin.PASSWORD_FILE,
                            BrokerLogin.CLIENT_FILE);
        }
    }

    @Test
    void shouldNotShowThePassword_whenSettingsArePrinted() throws IOException {
        String password =
                Files.readString(directory.resolve(BrokerLogin.PASSWORD_FILE)).strip();
        assertThat(kafka.clientSettings().toString()).contains("[hidden]").doesNotContain(password);
        assertThat(BrokerLogin.in(directory).toString()).doesNotContain(password);
    }

    @Test
    void shouldSayWhatToDo_whenThePasswordFileIsDamaged(@TempDir Path other) throws IOException {
        Files.writeString(other.resolve(BrokerLogin.PASSWORD_FILE), "");
        assertThatThrownBy(() -> EmbeddedKafka.start(other, 0))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining(BrokerLogin.PASSWORD_FILE)
                .hasMessageContaining("Remove it");
        // The broker has released the directory.
        Files.delete(other.resolve(BrokerLogin.PASSWORD_FILE));
        EmbeddedKafka.start(other, 0).close();
    }
}
