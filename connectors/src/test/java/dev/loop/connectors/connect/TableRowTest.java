package dev.loop.connectors.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loop.schemas.Topic;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Account;
import dev.loop.schemas.avro.ChangeType;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.wire.InMemorySchemaRegistry;
import dev.loop.schemas.wire.RegistryUnavailableException;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.WireSerdes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests the way from the bytes of a topic to the row of a table, with the shipped configurations. */
class TableRowTest {

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();

    @Test
    void shouldHoldEveryFieldOfAnItem_whenItBecomesARow() {
        SinkRecord row = row(Topics.FEEDBACK, "fb_1", item("m"));

        assertThat(((Struct) row.key()).getString("id")).isEqualTo("fb_1");
        assertThat(values(row))
                .containsEntry("message", "m")
                .containsEntry("sentiment", "negative")
                .containsEntry("status", "resolved")
                .containsEntry("tag", null)
                .containsEntry("plan", "scale")
                .containsEntry("created_at", "2026-06-19T14:02:11.250Z")
                .containsEntry("resolved_at", "2026-06-20T00:00:00Z")
                .containsEntry("metadata", "{\"a\":\"\\\"quoted\\\"\"}")
                .containsEntry("consent", true)
                .containsEntry("command_offset", 7L);
        assertThat(schema(row, "created_at").name()).isEqualTo("io.debezium.time.ZonedTimestamp");
        assertThat(schema(row, "metadata").name()).isEqualTo("io.debezium.data.Json");
        List<String> columns = names(item("m"));
        // What a model says of each word is for `why`, and the vector for likeness; no table holds them.
        columns.removeAll(List.of("explanation", "vector", "person_word", "tagged_by"));
        assertThat(row.valueSchema().fields()).extracting(Field::name).containsExactlyElementsOf(columns);
    }

    /** A plain timestamp of Kafka Connect arrives shifted by the worker's zone; this one names its own. */
    @Test
    void shouldTellTheInstant_whenTheWorkerIsInAnotherZone() {
        TimeZone before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kolkata"));

            assertThat(values(row(Topics.FEEDBACK, "fb_1", item("m"))))
                    .containsEntry("created_at", "2026-06-19T14:02:11.250Z");
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void shouldDeleteTheRow_whenATombstoneComes() {
        SinkRecord row = row(Topics.FEEDBACK, "fb_1", null);

        assertThat(((Struct) row.key()).getString("id")).isEqualTo("fb_1");
        assertThat(row.value()).isNull();
    }

    @Test
    void shouldKeepNobodysWords_whenAChangeBecomesARow() {
        FeedbackChange change = new FeedbackChange(
                "evt_1_2",
                ChangeType.UPDATED,
                "fb_1",
                "default",
                2L,
                Instant.EPOCH,
                "key",
                "why",
                item("old"),
                item("secret"));

        Map<String, Object> values = values(row(Topics.FEEDBACK_EVENTS, "fb_1", change));

        assertThat(values)
                .containsEntry("event_id", "evt_1_2")
                .containsEntry("type", "updated")
                .containsEntry("before_status", "resolved")
                .containsEntry("after_plan", "scale");
        assertThat(values.toString())
                .doesNotContain("secret")
                .doesNotContain("u_1")
                .doesNotContain("quoted");
    }

    @Test
    void shouldLeaveBeforeAndAfterEmpty_whenAnItemWasErased() {
        FeedbackChange change = new FeedbackChange(
                "evt_1_2", ChangeType.ERASED, "fb_1", "default", 2L, Instant.EPOCH, null, null, null, null);

        assertThat(values(row(Topics.FEEDBACK_EVENTS, "fb_1", change)))
                .containsEntry("type", "erased")
                .containsEntry("before_status", null)
                .containsEntry("after_created_at", null);
    }

    @Test
    void shouldSplitTheKeyAtTheFirstSlash_whenItHasSeveralParts() {
        Account account = new Account("eu/acme", "default", "Acme", "scale", List.of("u_1", "u_2"), Instant.EPOCH);

        SinkRecord row = row(Topics.ACCOUNTS, "default/eu/acme", account);

        Struct key = (Struct) row.key();
        assertThat(key.getString("project")).isEqualTo("default");
        assertThat(key.getString("id")).isEqualTo("eu/acme");
        assertThat(values(row)).containsEntry("users", "[\"u_1\",\"u_2\"]");
    }

    @Test
    void shouldBeSetAside_whenNoRowCanHoldIt() {
        Feedback early = item("m");
        Feedback nul = item("a\0b");
        Feedback deep = item("m");
        Instant beyond = Instant.ofEpochMilli(Long.MAX_VALUE);

        assertThatThrownBy(() -> row(Topics.FEEDBACK, null, early)).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> row(Topics.FEEDBACK, "fb_\0", early)).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> row(Topics.FEEDBACK, "fb_1", nul)).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> row(
                        Topics.FEEDBACK,
                        "fb_1",
                        Feedback.newBuilder(deep).setMetadata(Map.of("k", "\0")).build()))
                .isInstanceOf(DataException.class);
        assertThatThrownBy(() -> row(
                        Topics.FEEDBACK,
                        "fb_1",
                        Feedback.newBuilder(deep).setCreatedAt(beyond).build()))
                .isInstanceOf(DataException.class);
        assertThatThrownBy(() -> row(Topics.ACCOUNTS, "default", account())).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> converter().toConnectData("t", new byte[] {1, 2, 3}))
                .isInstanceOf(DataException.class);
        // A backslash in front of u0000 is text like any other.
        assertThat(values(row(
                        Topics.FEEDBACK,
                        "fb_1",
                        Feedback.newBuilder(deep)
                                .setMetadata(Map.of("k", "\\u0000"))
                                .build())))
                .containsEntry("metadata", "{\"k\":\"\\\\u0000\"}");
    }

    @Test
    void shouldBeTriedAgain_whenTheRegistryIsAway() {
        WireConverter converter = new WireConverter(away());

        assertThatThrownBy(() -> converter.toConnectData("t", new byte[] {0, 0, 0, 0, 1, 2}))
                .isInstanceOf(RetriableException.class)
                .hasCauseInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void shouldNameTopicsThatThereAre_whenTheFilesAreRead() {
        assertThat(ConnectorFile.postgres()).hasSize(5).allSatisfy(file -> {
            assertThat(Topics.all()).extracting(Topic::name).contains(file.topic());
            assertThat(file.config())
                    .containsEntry("consumer.override.isolation.level", "read_committed")
                    .containsEntry("errors.tolerance", "all")
                    .containsEntry("errors.retry.timeout", "-1")
                    .containsEntry("errors.deadletterqueue.topic.name", Topics.DEAD_LETTERS.name())
                    .containsEntry("connection.restart.on.errors", "true");
        });
        assertThat(ConnectorFile.postgres()).extracting(ConnectorFile::name).doesNotHaveDuplicates();
    }

    private static Feedback item(String message) {
        return Feedback.newBuilder()
                .setId("fb_1")
                .setProject("default")
                .setUserId("u_1")
                .setMessage(message)
                .setSentiment(Sentiment.NEGATIVE)
                .setPlan("scale")
                .setStatus(Status.RESOLVED)
                .setCreatedAt(Instant.parse("2026-06-19T14:02:11.250Z"))
                .setReceivedAt(Instant.EPOCH)
                .setUpdatedAt(Instant.EPOCH)
                .setResolvedAt(Instant.parse("2026-06-20T00:00:00Z"))
                .setMetadata(Map.of("a", "\"quoted\""))
                .setConsent(true)
                .setRevision(2)
                .setCommandOffset(7)
                .build();
    }

    /** One of a name that nobody offers. */
    private static SchemaRegistryClient away() {
        return SchemaRegistryClient.from(Map.of("schema.registry.url", "process://nobody"));
    }

    private static Account account() {
        return new Account("a", "default", null, null, List.of(), Instant.EPOCH);
    }

    @Test
    void shouldHaveTimesAsTimesAndNobodysWords_whenTheLakeIsFed() {
        FeedbackChange change = new FeedbackChange(
                "evt_1_2",
                ChangeType.UPDATED,
                "fb_1",
                "default",
                2L,
                Instant.parse("2026-06-20T00:00:00Z"),
                "ana",
                null,
                item("secret"),
                item("secret"));

        SinkRecord row = row(ConnectorFile.lake(), Topics.FEEDBACK_EVENTS, "fb_1", change);

        assertThat(values(row))
                .containsEntry("at", java.util.Date.from(Instant.parse("2026-06-20T00:00:00Z")))
                .containsEntry("type", "updated")
                .containsEntry("after_plan", "scale")
                .doesNotContainKeys("after_message", "after_user_id", "before_message");
        assertThat(schema(row, "after_created_at").name()).isEqualTo("org.apache.kafka.connect.data.Timestamp");
        assertThat(ConnectorFile.lake().table()).isEqualTo("feedback_event");
    }

    private WireConverter converter() {
        return new WireConverter(registry);
    }

    private <V extends SpecificRecord> SinkRecord row(Topic<V> topic, @Nullable String key, @Nullable V value) {
        return row(
                ConnectorFile.postgres().stream()
                        .filter(one -> one.topic().equals(topic.name()))
                        .findFirst()
                        .orElseThrow(),
                topic,
                key,
                value);
    }

    private <V extends SpecificRecord> SinkRecord row(
            ConnectorFile file, Topic<V> topic, @Nullable String key, @Nullable V value) {
        Map<String, String> settings = new HashMap<>();
        file.config().forEach((name, setting) -> {
            if (name.startsWith("transforms.row.")) {
                settings.put(name.substring("transforms.row.".length()), setting);
            }
        });
        byte[] bytes = WireSerdes.of(topic, registry).serializer().serialize(topic.name(), value);
        SchemaAndValue read = converter().toConnectData(topic.name(), bytes);
        try (TableRow<SinkRecord> row = new TableRow<>()) {
            row.configure(settings);
            return row.apply(new SinkRecord(
                    topic.name(), 0, Schema.OPTIONAL_STRING_SCHEMA, key, read.schema(), read.value(), 0));
        }
    }

    private static Map<String, Object> values(SinkRecord row) {
        Map<String, Object> values = new TreeMap<>();
        row.valueSchema().fields().forEach(field -> values.put(field.name(), ((Struct) row.value()).get(field)));
        return values;
    }

    private static Schema schema(SinkRecord row, String column) {
        return row.valueSchema().field(column).schema();
    }

    private static List<String> names(SpecificRecord record) {
        List<String> names = new ArrayList<>();
        record.getSchema().getFields().forEach(field -> names.add(field.name()));
        return names;
    }
}
