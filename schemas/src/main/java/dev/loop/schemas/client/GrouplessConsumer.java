package dev.loop.schemas.client;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * A consumer that reads what it is assigned and commits nothing. It closes at once; Kafka's own would still wait for
 * the answer to the fetch under way, half a second while nothing comes.
 */
public class GrouplessConsumer<K, V> extends KafkaConsumer<K, V> {

    /** @param settings without a group */
    public GrouplessConsumer(Map<String, Object> settings, Deserializer<K> keys, Deserializer<V> values) {
        super(settings, keys, values);
    }

    @Override
    public void close() {
        close(CloseOptions.timeout(Duration.ZERO));
    }
}
