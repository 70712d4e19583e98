package dev.loop.topology;

import static dev.loop.topology.Commands.command;
import static dev.loop.topology.Commands.create;
import static dev.loop.topology.Commands.erase;
import static dev.loop.topology.Commands.id;
import static dev.loop.topology.Commands.update;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loop.schemas.DeadLetterHeaders;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Account;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.MaskingPattern;
import dev.loop.schemas.avro.MaskingRules;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.wire.InMemorySchemaRegistry;
import dev.loop.schemas.wire.RegisteredSchema;
import dev.loop.schemas.wire.RegistryUnavailableException;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.WireFormat;
import dev.loop.schemas.wire.WireSerdes;
import dev.loop.topology.question.CommandOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that is refused is lost: the raw bytes, where they stood and why; and the stream goes on. */
class DeadLettersTest {

    private static final String ID = id("one");
    private static final byte[] KEY = ID.getBytes(UTF_8);
    private static final Instant NOW = FeedbackDriver.START;

    @TempDir
    Path directory;

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private FeedbackDriver driver;

    @BeforeEach
    void open() {
        driver = new FeedbackDriver(directory, registry, 1, 3, 1 << 20);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void shouldKeepTheRawBytes_whenTheyAreNotInTheWireFormat() {
        assertRefused(KEY, "just text".getBytes(UTF_8), "malformed");
        assertRefused(KEY, new byte[0], "malformed");
        assertRefused(KEY, new byte[] {0, 0, 0}, "malformed");
        assertRefused(KEY, null, "malformed");
        assertRefused(null, null, "malformed");
        assertRefused(null, new byte[] {1, 2, 3}, "malformed");
    }

    @Test
    void shouldMaskByTheRulesOfTheProject_items_andDeadLetters() {
        MaskingRules rules = new MaskingRules(
                List.of("email"), null, List.of(new MaskingPattern("employee", "E[0-9]{5}")), NOW, null);
        driver.masking("default", rules);
        String message = "E12345 (jo@example.com), card 4111 1111 1111 1111";

        driver.send(create(ID, NOW, create -> create.setMessage(message)));
        driver.send(create(id("two"), NOW, create -> create.setMessage(message).setUserId("E54321")));

        assertThat(driver.item(ID).getMessage()).isEqualTo("[employee] ([mail]), card 4111 1111 1111 1111");
        String letter = new String(driver.deadLetters.readRecord().value(), UTF_8);
        assertThat(letter)
                .contains("XXXXXX (XX@XXXXXXX.XXX), card 4111")
                .doesNotContain("E12345")
                .doesNotContain("E54321");
    }

    @Test
    void shouldKeepTheRawBytes_whenTheyAreCutShortOrTooMany() {
        byte[] good = driver.encode(create(ID, NOW));

        assertRefused(KEY, Arrays.copyOf(good, good.length - 3), "malformed");
        assertRefused(KEY, Arrays.copyOf(good, good.length + 1), "malformed");
    }

    @Test
    void shouldNotStop_whenBytesAreGarbageBehindAGoodHeader() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] good = driver.encode(create(ID, NOW));
        for (int i = 0; i < 500; i++) {
            byte[] bad = good.clone();
            if (i % 2 == 0) {
                bad = Arrays.copyOf(bad, 5 + random.nextInt(200));
                byte[] garbage = new byte[bad.length - 5];
                random.nextBytes(garbage);
                System.arraycopy(garbage, 0, bad, 5, garbage.length);
            } else {
                bad[5 + random.nextInt(bad.length - 5)] = (byte) random.nextInt();
            }
            long offset;
            try {
                offset = driver.send(KEY, bad);
            } catch (RuntimeException e) {
                throw new AssertionError("With seed " + seed + ", record " + i, e);
            }
            if (driver.outcome(offset) == CommandOutcome.REJECTED) {
                assertThat(driver.deadLetters.readRecord().value()).isEqualTo(bad);
            }
        }
    }

    @Test
    void shouldSayThatTheSchemaIsUnknown_whenTheRegistryDoesNotKnowItsId() {
        byte[] value = driver.encode(create(ID, NOW));
        value[1] = 77;

        assertRefused(KEY, value, "unknown-schema");
    }

    @Test
    void shouldRefuse_whenTheRecordIsOfAnotherType() {
        byte[] account = WireSerdes.of(Topics.ACCOUNTS, registry)
                .serializer()
                .serialize("", new Account("a", "default", null, null, List.of(), NOW));
        int bytesId = registry.register("raw", Schema.create(Schema.Type.BYTES));

        assertRefused(KEY, account, "malformed");
        assertRefused(KEY, new byte[] {0, 0, 0, 0, (byte) bytesId, 2, 65}, "malformed");
    }

    @Test
    void shouldRefuse_whenTheKeyIsNotTheId() {
        byte[] value = driver.encode(create(ID, NOW));

        assertRefused(null, value, "wrong-key");
        assertRefused(new byte[0], value, "wrong-key");
        assertRefused(id("another").getBytes(UTF_8), value, "wrong-key");
    }

    @Test
    void shouldRefuse_whenAnotherPartitionerChoseThePartition() {
        driver.close();
        driver = new FeedbackDriver(directory, registry, 4, 1000, 1 << 20);
        int away = 0;
        for (int i = 0; i < 40; i++) {
            String id = id("p" + i);
            byte[] key = id.getBytes(UTF_8);
            long offset = driver.send(create(id, NOW));
            if (Utils.toPositive(Utils.murmur2(key)) % 4 == 0) {
                assertThat(driver.outcome(offset)).isEqualTo(CommandOutcome.APPLIED);
            } else {
                assertThat(driver.outcome(offset)).isEqualTo(CommandOutcome.REJECTED);
                assertThat(headers(driver.deadLetters.readRecord())).containsEntry("loop.reason", "wrong-partition");
                away++;
            }
        }
        assertThat(away).isBetween(15, 39);
    }

    @Test
    void shouldNameEveryField_whenSeveralAreWrong() {
        FeedbackCommand command =
                create(ID, NOW, c -> c.setUserId("").setTag("").setSentiment(Sentiment.UNKNOWN));

        String detail = assertRefused(KEY, driver.encode(command), "invalid").get(DeadLetterHeaders.DETAIL);

        assertThat(detail)
                .contains("user.id is empty; ")
                .contains("tag is empty")
                .contains("sentiment is unknown");
    }

    @Test
    void shouldRefuseWhatWouldAddASeries_whenThereAreTooMany() {
        for (String tag : List.of("a", "b", "c")) {
            driver.send(create(id(tag), NOW, c -> c.setTag(tag)));
        }

        FeedbackCommand retag = update(id("a"), NOW, u -> u.setTag("e"));
        assertRefused(id("a").getBytes(UTF_8), driver.encode(retag), "too-many-series");
        assertThat(driver.item(id("a")).getTag()).contains("a");

        // Commands with known names, and erasures, are accepted as before.
        assertThat(driver.outcome(driver.send(create(ID, NOW, c -> c.setTag("c")))))
                .isEqualTo(CommandOutcome.APPLIED);
        assertThat(driver.outcome(driver.send(update(id("a"), NOW, u -> u.setTag("b")))))
                .isEqualTo(CommandOutcome.APPLIED);
        assertThat(driver.outcome(driver.send(erase(id("b"), NOW)))).isEqualTo(CommandOutcome.APPLIED);
    }

    /** Two ids with an X for each digit would be one, and the second item be lost as it is taken in again. */
    @Test
    void shouldKeepBytes_whenAnIdLooksLikeACardInBytesAlone() {
        driver.retention("default", 30);
        byte[] value = driver.encode(create(
                ID, NOW, c -> c.setExternalId("web-4111111111111111").setCreatedAt(NOW.minus(Duration.ofDays(31)))));

        assertRefused(KEY, value, "older-than-retention");
    }

    @Test
    void shouldMaskBytes_whenAProgramPastTheApiSendsACard() {
        driver.retention("default", 30);
        byte[] value = driver.encode(
                create(ID, NOW, c -> c.setMessage("4111 1111 1111 1111").setCreatedAt(NOW.minus(Duration.ofDays(31)))));

        driver.send(KEY, value);

        assertThat(new String(driver.deadLetters.readRecord().value(), UTF_8))
                .contains("XXXX XXXX XXXX XXXX")
                .doesNotContain("4111");
    }

    @Test
    void shouldSayFromWhenOnItemsAreKept_whenOneIsOlderThanTheRetention() {
        driver.retention("default", 30);
        byte[] value = driver.encode(create(ID, NOW, c -> c.setCreatedAt(NOW.minus(Duration.ofDays(31)))));

        Map<String, String> headers = assertRefused(KEY, value, "older-than-retention");

        assertThat(headers.get(DeadLetterHeaders.DETAIL)).contains("2026-05-02T12:00:00Z");
    }

    /** The record may be fine: it must be read again, not put aside. */
    @Test
    void shouldFailAndPutNothingAside_whenTheRegistryCannotBeReached() {
        driver.close();
        Outage outage = new Outage(registry);
        driver = new FeedbackDriver(directory, outage, 1, 1000, 1 << 20);
        // The registry has to be asked for this schema; the ledger knows only its own.
        byte[] value = driver.encode(create(ID, NOW));
        System.arraycopy(WireFormat.header(1_000), 0, value, 0, WireFormat.HEADER_SIZE);
        outage.down = true;

        assertThatThrownBy(() -> driver.send(KEY, value)).hasRootCauseInstanceOf(RegistryUnavailableException.class);

        assertThat(driver.deadLetters.isEmpty()).isTrue();
        assertThat(driver.view().position()).isEqualTo(-1);
        assertThat(driver.view().known(ID)).isFalse();
    }

    private Map<String, String> assertRefused(byte @Nullable [] key, byte @Nullable [] value, String reason) {
        return assertRefused(driver, key, value, reason);
    }

    /** Sends it, and then a good one. Returns the headers. */
    static Map<String, String> assertRefused(
            FeedbackDriver driver, byte @Nullable [] key, byte @Nullable [] value, String reason) {
        long offset = driver.send(key, value);

        TestRecord<byte[], byte[]> letter = driver.deadLetters.readRecord();
        assertThat(letter.key()).isEqualTo(key);
        assertThat(letter.value()).isEqualTo(value);
        assertThat(letter.getRecordTime()).isEqualTo(driver.now());
        Map<String, String> headers = headers(letter);
        assertThat(headers)
                .containsEntry("loop.reason", reason)
                .containsEntry("loop.topic", Topics.FEEDBACK_COMMANDS.name())
                .containsEntry("loop.partition", "0")
                .containsEntry("loop.offset", Long.toString(offset))
                .hasSize(5);
        assertThat(headers.get("loop.detail")).isNotBlank();
        assertThat(driver.outcome(offset)).isEqualTo(CommandOutcome.REJECTED);
        assertThat(driver.deadLetters.isEmpty()).isTrue();

        long next = driver.send(erase(id("nothing"), driver.now()));
        assertThat(driver.outcome(next)).isEqualTo(CommandOutcome.NOT_FOUND);
        return headers;
    }

    private static Map<String, String> headers(TestRecord<byte[], byte[]> record) {
        Map<String, String> headers = new TreeMap<>();
        record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        return headers;
    }

    /** A registry that can be taken away once the schemas are registered. */
    private static final class Outage implements SchemaRegistryClient {
        private final SchemaRegistryClient registry;
        private boolean down;

        Outage(SchemaRegistryClient registry) {
            this.registry = registry;
        }

        @Override
        public int register(String subject, Schema schema) {
            return reached().register(subject, schema);
        }

        @Override
        public int idFor(String subject, Schema schema) {
            return reached().idFor(subject, schema);
        }

        @Override
        public Schema schemaById(int id) {
            return reached().schemaById(id);
        }

        @Override
        public RegisteredSchema latest(String subject) {
            return reached().latest(subject);
        }

        private SchemaRegistryClient reached() {
            if (down) {
                throw new RegistryUnavailableException("the registry is down for a test");
            }
            return registry;
        }
    }
}
