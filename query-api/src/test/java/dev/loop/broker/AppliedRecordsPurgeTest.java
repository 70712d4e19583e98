package dev.loop.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.broker.AppliedRecordsPurge.Rule;
import dev.loop.schemas.Topic;
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

class AppliedRecordsPurgeTest {

    @Test
    void shouldTakeOutOnlyWhatWasAppliedAndIsOld_whenPurged(@TempDir Path directory) throws Exception {
        List<Topic<?>> topics =
                AppliedRecordsPurge.RULES.stream().<Topic<?>>map(Rule::topic).toList();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0);
                Admin admin = Admin.create(kafka.clientSettings())) {
            new TopicSetup(admin, TopicLayout.embedded(OptionalInt.of(1)), Duration.ofSeconds(20)).prepare(topics);
            try (var producer =
                    new KafkaProducer<>(kafka.clientSettings(), new StringSerializer(), new StringSerializer())) {
                for (Topic<?> topic : topics) {
                    for (int i = 0; i < 10; i++) {
                        producer.send(new ProducerRecord<>(topic.name(), 0, "key" + i, "x"))
                                .get();
                    }
                }
            }
            for (Rule rule : AppliedRecordsPurge.RULES) {
                admin.alterConsumerGroupOffsets(rule.group(), Map.of(partition(rule), new OffsetAndMetadata(6)))
                        .all()
                        .get();

                purge(admin, rule, Clock.offset(Clock.systemUTC(), rule.kept().minusHours(1)));
                assertThat(firstOffset(admin, rule)).as("%s, young", rule).isZero();

                purge(admin, rule, Clock.offset(Clock.systemUTC(), rule.kept().plusHours(1)));
                assertThat(firstOffset(admin, rule))
                        .as("%s, old, and applied up to 6", rule)
                        .isEqualTo(6);
            }
        }
    }

    /** The topics that no retention shortens, and that hold messages. */
    @Test
    void shouldHaveARuleForEveryLogThatKeepsEverything_whenTopicsAreLookedThrough() {
        assertThat(AppliedRecordsPurge.RULES)
                .extracting(rule -> rule.topic().name())
                .containsExactlyInAnyOrderElementsOf(Topics.all().stream()
                        .filter(topic -> topic.kind() == Topic.Kind.LOG
                                && topic.retention().isEmpty())
                        .map(Topic::name)
                        .toList());
    }

    private static void purge(Admin admin, Rule rule, Clock clock) throws Exception {
        try (AppliedRecordsPurge purge = new AppliedRecordsPurge(admin, List.of(rule), 1, clock)) {
            purge.purge(rule);
        }
    }

    private static TopicPartition partition(Rule rule) {
        return new TopicPartition(rule.topic().name(), 0);
    }

    private static long firstOffset(Admin admin, Rule rule) throws Exception {
        return admin.listOffsets(Map.of(partition(rule), OffsetSpec.earliest()))
                .all()
                .get()
                .get(partition(rule))
                .offset();
    }
}
