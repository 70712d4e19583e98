package dev.loop.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.broker.EmbeddedKafka;
import dev.loop.broker.TopicLayout;
import dev.loop.broker.TopicSetup;
import dev.loop.connectors.log.KafkaControlTable;
import dev.loop.connectors.seal.MasterKeys;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.WebhookEndpoint;
import dev.loop.schemas.avro.WebhookSecret;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.WireSerdes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Endpoints of processes with these keys and those, at a real broker. */
class SealedEndpointsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SECRET = "whsec_KVTRJDbe/5WtxyT89DZ7SAJydV3MBWce";
    private static final String TOKEN = "Bearer token-of-the-receiver";
    private static final String DIGEST = "f00dfeed".repeat(8);
    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00.123Z");

    private final String oldKey = MasterKeys.random();
    private final String newKey = MasterKeys.random();
    private final SchemaRegistryClient registry =
            SchemaRegistryClient.from(Map.of("schema.registry.url", "mock://sealed"));
    private final List<KafkaControlTable<WebhookEndpoint>> tables = new ArrayList<>();

    @TempDir
    private Path directory;

    private EmbeddedKafka kafka;

    @BeforeEach
    void open() {
        kafka = EmbeddedKafka.start(directory, 0);
        try (Admin admin = Admin.create(kafka.clientSettings())) {
            new TopicSetup(admin, TopicLayout.embedded(OptionalInt.of(1)), Duration.ofSeconds(20))
                    .prepare(List.of(Topics.WEBHOOK_ENDPOINTS));
        }
    }

    @AfterEach
    void close() {
        tables.forEach(KafkaControlTable::close);
        kafka.close();
    }

    /** A process that has these master keys. */
    private final class Instance {
        final MasterKeys keys;
        final SealedEndpoints sealed;
        final EndpointBook book;

        Instance(String text) throws InterruptedException {
            keys = MasterKeys.parse(text);
            sealed = new SealedEndpoints(WireSerdes.of(Topics.WEBHOOK_ENDPOINTS, registry), keys);
            book = new EndpointBook(table(sealed));
        }

        WebhookEndpoint read(String id) {
            return book.find("default", id).orElseThrow();
        }
    }

    private KafkaControlTable<WebhookEndpoint> table(Serde<WebhookEndpoint> serde) throws InterruptedException {
        var table = new KafkaControlTable<>(kafka.clientSettings(), Topics.WEBHOOK_ENDPOINTS, serde);
        tables.add(table);
        assertThat(table.awaitReady(PATIENCE)).isTrue();
        return table;
    }

    private static WebhookEndpoint endpoint(String id) {
        return WebhookEndpoint.newBuilder()
                .setId(id)
                .setProject("default")
                .setUrl("https://example.com/hook")
                .setEvents(List.of("feedback.created"))
                .setHeaders(Map.of("Authorization", TOKEN))
                .setEnabledAt(NOW)
                .setSecrets(List.of(new WebhookSecret(SECRET, NOW, null)))
                .setIdempotencyKey("one")
                .setCreationDigest(DIGEST)
                .setCreatedAt(NOW)
                .setUpdatedAt(NOW)
                .build();
    }

    private static WebhookEndpoint described(WebhookEndpoint endpoint) {
        return WebhookEndpoint.newBuilder(endpoint).setDescription("changed").build();
    }

    /** Files that hold any of the secrets. */
    private List<Path> filesWithSecrets() throws Exception {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                if (Stream.of(SECRET, TOKEN, DIGEST).anyMatch(bytes::contains)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    @Test
    void shouldKeepNoSecretOnDiskAndReadAllOfThem_whenAnotherInstanceHasTheKey() throws Exception {
        Instance one = new Instance(newKey);
        one.book.add(endpoint("we_1"), 10);
        one.book.change("default", "we_1", SealedEndpointsTest::described);
        assertThat(one.read("we_1")).isEqualTo(described(endpoint("we_1")));
        assertThat(new Instance(newKey).read("we_1")).isEqualTo(described(endpoint("we_1")));
        assertThat(filesWithSecrets()).isEmpty();
        // The search would find them.
        table(WireSerdes.of(Topics.WEBHOOK_ENDPOINTS, registry)).put("default/we_2", endpoint("we_2"), PATIENCE);
        assertThat(filesWithSecrets()).isNotEmpty();
    }

    @Test
    void shouldSealWhatIsInTheClear_whenAnEarlierVersionWroteIt() throws Exception {
        table(WireSerdes.of(Topics.WEBHOOK_ENDPOINTS, registry)).put("default/we_1", endpoint("we_1"), PATIENCE);
        Instance one = new Instance(newKey);
        assertThat(one.read("we_1")).isEqualTo(endpoint("we_1"));
        assertThat(one.book.sealAnew(one.sealed)).containsExactly("default/we_1");
        assertThat(one.sealed.stale()).isEmpty();
        assertThat(one.read("we_1")).isEqualTo(endpoint("we_1"));
        KafkaControlTable<WebhookEndpoint> raw = table(WireSerdes.of(Topics.WEBHOOK_ENDPOINTS, registry));
        assertThat(SealedEndpoints.texts(raw.get("default/we_1").orElseThrow()))
                .hasSize(3)
                .allMatch(one.keys::isSealedWithPrimary);
    }

    @Test
    void shouldDoWithoutTheOldKey_whenItWasSealedAnewWithTheNewOne() throws Exception {
        new Instance(oldKey).book.add(endpoint("we_1"), 10);
        Instance rotating = new Instance(newKey + "," + oldKey);
        assertThat(rotating.read("we_1")).isEqualTo(endpoint("we_1"));
        assertThat(rotating.book.sealAnew(rotating.sealed)).hasSize(1);
        assertThat(new Instance(newKey).read("we_1")).isEqualTo(endpoint("we_1"));
    }

    @Test
    void shouldKeepTheEndpointAndItsSecrets_whenTheKeyIsNotHere() throws Exception {
        Instance owner = new Instance(oldKey);
        owner.book.add(endpoint("we_1"), 10);
        Instance other = new Instance(newKey);
        assertThat(other.book.missingKeys(other.keys)).containsExactly(owner.keys.primary());
        assertThat(other.book.sealed()).containsExactly("default/we_1");
        assertThat(other.book.sealAnew(other.sealed)).isEmpty();
        other.book.change("default", "we_1", SealedEndpointsTest::described);
        assertThat(new Instance(oldKey).read("we_1")).isEqualTo(described(endpoint("we_1")));
    }

    @Test
    void shouldNotOpen_whenASecretWasMovedToAnotherEndpoint() throws Exception {
        Instance one = new Instance(newKey);
        one.book.add(endpoint("we_1"), 10);
        KafkaControlTable<WebhookEndpoint> raw = table(WireSerdes.of(Topics.WEBHOOK_ENDPOINTS, registry));
        WebhookEndpoint moved = WebhookEndpoint.newBuilder(
                        raw.get("default/we_1").orElseThrow())
                .setId("we_2")
                .build();
        raw.put("default/we_2", moved, PATIENCE);
        Instance another = new Instance(newKey);
        assertThat(another.book.sealed()).containsExactly("default/we_2");
        assertThat(SealedEndpoints.texts(another.read("we_2"))).allMatch(MasterKeys::looksSealed);
        assertThat(another.read("we_1")).isEqualTo(endpoint("we_1"));
    }

    @Test
    void shouldHaveNewSecretsAndBeDisabled_whenTheKeyIsLost() throws Exception {
        new Instance(oldKey).book.add(endpoint("we_1"), 10);
        Instance other = new Instance(newKey);
        assertThat(other.book.giveUpSealed()).containsExactly("default/we_1");
        WebhookEndpoint after = other.read("we_1");
        assertThat(after.getEnabled()).isFalse();
        assertThat(after.getHeaders()).isEmpty();
        assertThat(after.getSecrets())
                .singleElement()
                .satisfies(secret ->
                        assertThat(secret.getSecret()).startsWith("whsec_").isNotEqualTo(SECRET));
        assertThat(after.getUrl()).isEqualTo(endpoint("we_1").getUrl());
        assertThat(other.book.sealed()).isEmpty();
    }

    @Test
    void shouldBeGone_whenAnEndpointIsDeleted() throws Exception {
        Instance instance = new Instance(oldKey);
        instance.book.add(endpoint("we_1"), 10);

        instance.book.remove("default", "we_1");

        assertThat(new Instance(oldKey).book.find("default", "we_1")).isEmpty();
    }
}
