package dev.loop.topology.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookCommand;
import dev.loop.schemas.avro.WebhookReplay;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that is refused is lost, and the stream goes on. */
class WebhookDeadLettersTest {

    private static final String WE = "we_1";
    private static final byte[] KEY = WE.getBytes(UTF_8);

    @TempDir
    Path directory;

    private WebhookDriver driver;

    @BeforeEach
    void open() {
        driver = new WebhookDriver(directory);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void shouldKeepTheRawBytesAndTheReason_whenTheyCannotBeRead() {
        for (TestInputTopic<byte[], byte[]> topic : java.util.List.of(driver.rawCommands, driver.rawAttempts)) {
            String name = topic == driver.rawCommands ? Topics.WEBHOOK_COMMANDS.name() : Topics.WEBHOOK_ATTEMPTS.name();
            assertRefused(topic, name, KEY, "just text".getBytes(UTF_8), "malformed");
            assertRefused(topic, name, KEY, new byte[0], "malformed");
            assertRefused(topic, name, KEY, null, "malformed");
            assertRefused(topic, name, null, new byte[] {0, 0, 0, 0, 77, 1}, "unknown-schema");
        }
    }

    @Test
    void shouldRefuse_whenTheKeyIsNotTheEndpoint() {
        byte[] command = driver.encode(new WebhookCommand(
                WE, "default", driver.now(), WebhookReplay.newBuilder().build()));
        byte[] attempt = driver.encode(driver.test(WE).build());
        assertRefused(driver.rawCommands, Topics.WEBHOOK_COMMANDS.name(), "we_2".getBytes(UTF_8), command, "wrong-key");
        assertRefused(driver.rawCommands, Topics.WEBHOOK_COMMANDS.name(), null, command, "wrong-key");
        assertRefused(driver.rawAttempts, Topics.WEBHOOK_ATTEMPTS.name(), "we_2".getBytes(UTF_8), attempt, "wrong-key");
        assertRefused(driver.rawCommands, Topics.WEBHOOK_COMMANDS.name(), KEY, attempt, "malformed");
        String endless = "w".repeat(256);
        assertRefused(
                driver.rawAttempts,
                Topics.WEBHOOK_ATTEMPTS.name(),
                endless.getBytes(UTF_8),
                driver.encode(driver.test(endless).build()),
                "invalid");
    }

    @Test
    void shouldNotStop_whenBytesAreGarbageBehindAGoodHeader() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        WebhookAttempt good = driver.test(WE).build();
        for (int i = 0; i < 500; i++) {
            byte[] bad = driver.encode(good);
            if (i % 2 == 0) {
                bad = Arrays.copyOf(bad, 5 + random.nextInt(100));
                byte[] garbage = new byte[bad.length - 5];
                random.nextBytes(garbage);
                System.arraycopy(garbage, 0, bad, 5, garbage.length);
            } else {
                bad[5 + random.nextInt(bad.length - 5)] = (byte) random.nextInt();
            }
            try {
                driver.rawAttempts.pipeInput(KEY, bad, driver.now());
            } catch (RuntimeException e) {
                throw new AssertionError("With seed " + seed + ", record " + i, e);
            }
        }
        driver.deliver(WE, "evt_after");
        assertThat(driver.dispatched()).hasSize(1);
    }

    @Test
    void shouldDeliver_whenATestNamedAnotherProjectBefore() {
        driver.rawAttempts.pipeInput(
                KEY, driver.encode(driver.test(WE).setProject("defbult").build()), driver.now());

        driver.deliver(WE, "evt_after");

        assertThat(driver.dispatched()).hasSize(1);
    }

    private void assertRefused(
            TestInputTopic<byte[], byte[]> topic,
            String name,
            byte @Nullable [] key,
            byte @Nullable [] value,
            String reason) {
        topic.pipeInput(key, value, driver.now());

        TestRecord<byte[], byte[]> letter = driver.deadLetters.readRecord();
        assertThat(letter.key()).isEqualTo(key);
        assertThat(letter.value()).isEqualTo(value);
        TreeMap<String, String> headers = new TreeMap<>();
        letter.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        assertThat(headers)
                .containsEntry("loop.reason", reason)
                .containsEntry("loop.topic", name)
                .containsEntry("loop.partition", "0")
                .containsKeys("loop.offset", "loop.detail")
                .hasSize(5);
        assertThat(driver.deadLetters.isEmpty()).isTrue();
    }
}
