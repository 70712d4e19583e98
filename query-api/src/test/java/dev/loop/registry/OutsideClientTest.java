package dev.loop.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.broker.EmbeddedKafka;
import dev.loop.broker.TopicLayout;
import dev.loop.broker.TopicSetup;
import dev.loop.outside.NodeProject;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.wire.WireSerdes;
import io.javalin.Javalin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program in another language, with Confluent's own JavaScript client and kafkajs, writes a command: our registry
 * serves it and our deserializer reads it. Needs {@code node} and {@code npm}.
 */
class OutsideClientTest {

    private static final String COMMAND = """
            {"id": "fb_outside", "project": "default", "at": 1781877600000, "actor": "outside", "reason": null,
             "body": {"dev.loop.schemas.avro.Create": {
               "user_id": "u1", "message": "Zażółć gęślą jaźń 🎉", "sentiment": "NEGATIVE", "source": "node", "tag": "exports",
               "plan": null, "status": "OPEN", "created_at": 1781877600000, "resolved_at": null, "external_id": null,
               "metadata": {"os": "linux"}, "consent": true}}}""";

    @TempDir
    private Path directory;

    @Test
    void shouldReadTheCommand_whenAnOutsideClientWroteIt() throws Exception {
        NodeProject client = NodeProject.install("outside-client", "produce.js");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0)) {
            Map<String, Object> configs = kafka.clientSettings();
            try (Admin admin = Admin.create(configs)) {
                new TopicSetup(admin, TopicLayout.embedded(OptionalInt.of(1)), Duration.ofSeconds(20))
                        .prepare(List.of(Topics.SCHEMAS, Topics.FEEDBACK_COMMANDS));
            }
            try (EmbeddedSchemaRegistry registry = EmbeddedSchemaRegistry.start(configs)) {
                WireSerdes.registerSchemas(registry);
                Javalin server = Javalin.create(config ->
                                new SchemaRegistryRoutes(registry).mount(config.routes::addHttpHandler, "/registry"))
                        .start("127.0.0.1", 0);
                try {
                    String printed = produce(client, kafka, server.port());
                    assertThat(printed).contains("registered ");
                } finally {
                    server.stop();
                }
                ConsumerRecord<String, FeedbackCommand> record = firstCommand(configs, registry);
                assertThat(record.key()).isEqualTo("fb_outside");
                assertThat(record.value().getAt()).isEqualTo(Instant.ofEpochMilli(1781877600000L));
                assertThat(record.value().getActor()).contains("outside");
                assertThat(record.value().getReason()).isEmpty();
                Create create = (Create) record.value().getBody();
                assertThat(create.getMessage()).isEqualTo("Zażółć gęślą jaźń 🎉");
                assertThat(create.getSentiment()).contains(Sentiment.NEGATIVE);
                assertThat(create.getStatus()).isEqualTo(Status.OPEN);
                assertThat(create.getTag()).contains("exports");
                assertThat(create.getPlan()).isEmpty();
                assertThat(create.getMetadata()).containsExactly(Map.entry("os", "linux"));
                assertThat(create.getConsent()).contains(true);
                assertThat(registry.latest("outside-value").schema())
                        .isEqualTo(
                                new Schema.Parser()
                                        .parse(
                                                "{\"type\":\"record\",\"name\":\"Outside\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"}]}"));
            }
        }
    }

    private static ConsumerRecord<String, FeedbackCommand> firstCommand(
            Map<String, Object> configs, EmbeddedSchemaRegistry registry) {
        try (KafkaConsumer<String, FeedbackCommand> consumer = new KafkaConsumer<>(
                configs,
                new StringDeserializer(),
                WireSerdes.of(Topics.FEEDBACK_COMMANDS, registry).deserializer())) {
            TopicPartition partition = new TopicPartition(Topics.FEEDBACK_COMMANDS.name(), 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            var records = consumer.poll(Duration.ofSeconds(20));
            assertThat(records.count()).isOne();
            return records.iterator().next();
        }
    }

    private String produce(NodeProject client, EmbeddedKafka kafka, int port) throws IOException, InterruptedException {
        NodeProject.Run run = client.run(
                "produce.js",
                Map.of(
                        "BOOTSTRAP",
                        kafka.bootstrapServers(),
                        "PASSWORD_FILE",
                        directory.resolve("kafka-password").toString(),
                        "REGISTRY",
                        "http://127.0.0.1:" + port + "/registry",
                        "TOPIC",
                        Topics.FEEDBACK_COMMANDS.name(),
                        "COMMAND",
                        COMMAND,
                        "KAFKAJS_NO_PARTITIONER_WARNING",
                        "1"));
        assertThat(run.exitValue()).as(run.printed()).isZero();
        return run.printed();
    }
}
