package dev.loop.api.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loop.broker.EmbeddedKafka;
import dev.loop.broker.TopicLayout;
import dev.loop.broker.TopicSetup;
import dev.loop.connectors.log.KafkaCommandLog;
import dev.loop.connectors.log.KafkaControlTable;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Erase;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Project;
import dev.loop.schemas.item.FeedbackId;
import dev.loop.schemas.wire.InMemorySchemaRegistry;
import dev.loop.schemas.wire.WireSerdes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the real broker. */
class KafkaLogTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    @Test
    void shouldKeepTablesAndRefuseAtOnceAndRecover_whenTheBrokerGoesAndComesBack() throws Exception {
        var registry = InMemorySchemaRegistry.scope("kafka-log-test");
        EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0);
        int port = kafka.port();
        Map<String, Object> connection = kafka.clientSettings();
        try (Admin admin = Admin.create(connection)) {
            new TopicSetup(admin, TopicLayout.embedded(OptionalInt.of(2)), PATIENCE).prepare(Topics.all());
        }
        var serde = WireSerdes.of(Topics.PROJECTS, registry);
        try (var log = new KafkaCommandLog(
                        connection,
                        WireSerdes.of(Topics.FEEDBACK_COMMANDS, registry).serializer());
                var table = new KafkaControlTable<>(connection, Topics.PROJECTS, serde)) {
            assertThat(table.awaitReady(PATIENCE)).isTrue();
            assertThat(table.all()).isEmpty();
            var project = new Project(
                    "p",
                    "Name",
                    null,
                    List.of(),
                    Instant.ofEpochMilli(1_782_000_000_000L),
                    List.of(),
                    null,
                    List.of(),
                    null,
                    null);
            table.put("p", project, PATIENCE);
            assertThat(table.get("p")).contains(project);
            table.put("q", project, PATIENCE);
            table.remove("q", PATIENCE);
            assertThat(log.append(command()).get(20, TimeUnit.SECONDS).offset()).isZero();
            try (var another = new KafkaControlTable<>(connection, Topics.PROJECTS, serde)) {
                assertThat(another.awaitReady(PATIENCE)).isTrue();
                assertThat(another.all()).containsOnlyKeys("p");
            }

            kafka.close();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(log.append(command())).isCompletedExceptionally());
            long began = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                log.append(command());
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
            assertThat(log.healthy()).isFalse();

            kafka = EmbeddedKafka.start(directory, port);
            await().atMost(Duration.ofSeconds(40)).until(() -> {
                try {
                    return log.append(command()).get(5, TimeUnit.SECONDS).offset() >= 0;
                } catch (ExecutionException refused) {
                    return false;
                }
            });
            await().atMost(Duration.ofSeconds(10)).until(log::healthy);
            table.put("r", project, PATIENCE);
            assertThat(table.all()).containsOnlyKeys("p", "r");
        } finally {
            kafka.close();
        }
    }

    private static FeedbackCommand command() {
        return new FeedbackCommand(FeedbackId.random(), "default", Instant.now(), null, null, new Erase(null));
    }
}
