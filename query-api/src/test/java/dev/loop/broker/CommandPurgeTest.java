package dev.loop.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.Topics;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandPurgeTest {

    private static final TopicPartition COMMANDS = new TopicPartition(Topics.FEEDBACK_COMMANDS.name(), 0);
    private static final String GROUP = "loop";

    @Test
    void shouldTakeOutOnlyWhatWasAppliedAndIsOld_whenPurged(@TempDir Path directory) throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0);
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            new TopicSetup(admin, TopicLayout.embedded(OptionalInt.of(1)), Duration.ofSeconds(20))
                    .prepare(List.of(Topics.FEEDBACK_COMMANDS));
            try (var producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", kafka.bootstrapServers()),
                    new StringSerializer(),
                    new StringSerializer())) {
                for (int i = 0; i < 10; i++) {
                    producer.send(new ProducerRecord<>(COMMANDS.topic(), "fb_" + i, "x"))
                            .get();
                }
            }
            admin.alterConsumerGroupOffsets(GROUP, Map.of(COMMANDS, new OffsetAndMetadata(6)))
                    .all()
                    .get();

            purge(admin, Clock.systemUTC());
            assertThat(firstOffset(admin)).as("young").isZero();

            purge(admin, Clock.offset(Clock.systemUTC(), CommandPurge.KEPT.plusHours(1)));
            assertThat(firstOffset(admin)).as("old, and applied up to 6").isEqualTo(6);
        }
    }

    private static void purge(Admin admin, Clock clock) throws Exception {
        try (CommandPurge purge = new CommandPurge(admin, GROUP, 1, clock)) {
            purge.purge();
        }
    }

    private static long firstOffset(Admin admin) throws Exception {
        return admin.listOffsets(Map.of(COMMANDS, OffsetSpec.earliest()))
                .all()
                .get()
                .get(COMMANDS)
                .offset();
    }
}
