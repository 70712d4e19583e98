package dev.loop.benchmark;

import java.util.ArrayList;
import java.util.List;

/** Measures how large the values on a topic are. */
final class TopicBytes {

    /** Returns the average of each topic in bytes; tombstones count as nothing. */
    static List<Integer> averages(String bootstrapServers, List<String> topics) {
        List<Integer> averages = new ArrayList<>();
        for (String topic : topics) {
            long[] bytes = {0};
            long records = new TopicReader(bootstrapServers, topic)
                    .readAll(record -> bytes[0] += Math.max(0, record.serializedValueSize()));
            averages.add((int) (bytes[0] / Math.max(1, records)));
        }
        return averages;
    }

    private TopicBytes() {}
}
