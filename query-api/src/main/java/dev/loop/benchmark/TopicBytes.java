package dev.loop.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Measures how large the values on a topic are. */
final class TopicBytes {

    /** The average of each, in bytes, tombstones counted as nothing. */
    static List<Integer> averages(Map<String, Object> kafka, List<String> topics) {
        List<Integer> averages = new ArrayList<>();
        for (String topic : topics) {
            long[] bytes = {0};
            long records = new TopicReader(kafka, topic)
                    .readAll(record -> bytes[0] += Math.max(0, record.serializedValueSize()));
            averages.add((int) (bytes[0] / Math.max(1, records)));
        }
        return averages;
    }

    private TopicBytes() {}
}
