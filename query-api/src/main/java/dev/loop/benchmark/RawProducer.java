package dev.loop.benchmark;

import dev.loop.benchmark.Program.Running;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.wire.WireSerdes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;

/** The producer alone, with the API's settings and values that were encoded before, on a topic of its own. */
final class RawProducer {

    private static final String TOPIC = "produced";

    /** The limit of prepared records, so that they fit in memory; beyond it, they are sent again. */
    private static final int MOST_RECORDS = 100_000;

    private record Encoded(String key, byte[] value) {}

    private final Map<String, Object> kafka;
    private final List<Encoded> records;
    private final long count;

    private RawProducer(Map<String, Object> kafka, List<Encoded> records, long count) {
        this.kafka = kafka;
        this.records = records;
        this.count = count;
    }

    static RawProducer of(Running running, SampleItems items) throws Exception {
        try (Admin admin = Admin.create(running.kafka())) {
            admin.createTopics(List.of(new NewTopic(TOPIC, running.streams().partitions(), (short) 1)))
                    .all()
                    .get();
        }
        Serializer<FeedbackCommand> serializer =
                WireSerdes.of(Topics.FEEDBACK_COMMANDS, running.registry()).serializer();
        List<Encoded> records = new ArrayList<>();
        Iterator<FeedbackCommand> commands = items.commands();
        while (commands.hasNext() && records.size() < MOST_RECORDS) {
            FeedbackCommand command = commands.next();
            records.add(new Encoded(command.getId(), serializer.serialize(Topics.FEEDBACK_COMMANDS.name(), command)));
        }
        return new RawProducer(running.kafka(), records, items.size());
    }

    /** Sends all records and waits until they are acknowledged. */
    double itemsPerSecond() {
        try (Producer<String, byte[]> producer = Loading.producer(kafka)) {
            // Connected and with metadata, as the API's is.
            producer.partitionsFor(TOPIC);
            long began = System.nanoTime();
            for (long sent = 0; sent < count; sent++) {
                Encoded record = records.get((int) (sent % records.size()));
                producer.send(new ProducerRecord<>(TOPIC, record.key(), record.value()));
            }
            producer.flush();
            return count * 1e9 / (System.nanoTime() - began);
        }
    }
}
