package dev.loop.benchmark;

import dev.loop.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** A topology that passes on what it reads: the cost that is left when nothing is decided, kept or counted. */
final class PassThrough {

    private static final String SOURCE = "commands";
    private static final String SPREAD = "spread";

    private final List<String> topics;
    private final List<Integer> sizes;

    private PassThrough(List<String> topics, List<Integer> sizes) {
        this.topics = topics;
        this.sizes = sizes;
    }

    static PassThrough toOneTopic(Admin admin, int partitions) throws Exception {
        return new PassThrough(made(admin, partitions, "passed"), List.of());
    }

    /** @param sizes bytes of a value on each of the three topics */
    static PassThrough toThreeTopics(Admin admin, int partitions, List<Integer> sizes) throws Exception {
        return new PassThrough(made(admin, partitions, "passed-a", "passed-b", "passed-c"), sizes);
    }

    private static List<String> made(Admin admin, int partitions, String... names) throws Exception {
        List<NewTopic> topics = new ArrayList<>();
        for (String name : names) {
            topics.add(new NewTopic(name, partitions, (short) 1));
        }
        admin.createTopics(topics).all().get();
        return List.of(names);
    }

    Topology topology() {
        Topology topology = new Topology();
        topology.addSource(
                SOURCE, new ByteArrayDeserializer(), new ByteArrayDeserializer(), Topics.FEEDBACK_COMMANDS.name());
        if (!sizes.isEmpty()) {
            topology.addProcessor(SPREAD, () -> new Spread(topics, sizes), SOURCE);
        }
        for (String topic : topics) {
            topology.addSink(
                    topic,
                    topic,
                    new ByteArraySerializer(),
                    new ByteArraySerializer(),
                    sizes.isEmpty() ? SOURCE : SPREAD);
        }
        return topology;
    }

    /** Passes the value to every sink, cut or repeated to the size that is wanted there. */
    private static final class Spread extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
        private final List<String> sinks;
        private final List<Integer> sizes;

        Spread(List<String> sinks, List<Integer> sizes) {
            this.sinks = sinks;
            this.sizes = sizes;
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            for (int sink = 0; sink < sizes.size(); sink++) {
                context().forward(record.withValue(sized(record.value(), sizes.get(sink))), sinks.get(sink));
            }
        }

        private static byte[] sized(byte[] value, int size) {
            byte[] sized = new byte[size];
            for (int at = 0; at < size; at += value.length) {
                System.arraycopy(value, 0, sized, at, Math.min(value.length, size - at));
            }
            return sized;
        }
    }
}
