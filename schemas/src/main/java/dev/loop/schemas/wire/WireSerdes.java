package dev.loop.schemas.wire;

import dev.loop.schemas.Topic;
import dev.loop.schemas.Topics;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;

/** Serdes for the values of our topics. */
public final class WireSerdes {

    /** The class that writes values. By default {@link ConfluentAvroSerializer}. */
    public static final String SERIALIZER = "loop.value.serializer";

    /** The class that reads values. By default {@link ConfluentAvroDeserializer}. */
    public static final String DESERIALIZER = "loop.value.deserializer";

    /**
     * Returns Loop's own serde for the values of a topic. Null is a tombstone. Thread-safe.
     *
     * <p>Reading throws {@link UnreadableRecordException} for a record that can never be read and
     * {@link RegistryUnavailableException} for one to be read again later; writing throws what
     * {@link ConfluentAvroSerializer} throws. Closing the serde leaves the registry open.
     */
    public static <V extends SpecificRecord> Serde<V> of(Topic<V> topic, SchemaRegistryClient registry) {
        return new RecordSerde<>(topic.name(), valueType(topic), registry);
    }

    /**
     * Returns a serde for the values of a topic, made of the classes that the configuration names in
     * {@value #SERIALIZER} and {@value #DESERIALIZER}: ours, or Confluent's own
     * ({@code io.confluent.kafka.serializers.KafkaAvroSerializer} and {@code KafkaAvroDeserializer}) where they are on
     * the class path. The other keys are passed on to them. Errors of reading are the same whichever reads.
     *
     * @throws ConfigException if a class is not there or a key cannot be used
     */
    public static <V extends SpecificRecord> Serde<V> of(Topic<V> topic, Map<String, ?> configs) {
        Class<V> type = valueType(topic);
        Map<String, Object> all = new HashMap<>(configs);
        all.put("specific.avro.reader", true);
        all.put("avro.remove.java.properties", true);
        Serializer<Object> serializer = make(SERIALIZER, all, ConfluentAvroSerializer.class);
        Deserializer<Object> deserializer = make(DESERIALIZER, all, ConfluentAvroDeserializer.class);
        serializer.configure(all, false);
        deserializer.configure(all, false);
        return Serdes.serdeFrom(
                new ForeignSerde.TypedSerializer<>(topic.name(), serializer),
                new ForeignSerde.TypedDeserializer<>(type, deserializer));
    }

    /**
     * Registers the schemas of all topics' values, so that other programs find them before the first record is written.
     *
     * @throws RegistryRefusedException if one is not compatible with a registered schema
     */
    public static void registerSchemas(SchemaRegistryClient registry) {
        for (Topic<?> topic : Topics.all()) {
            topic.valueType()
                    .ifPresent(type -> registry.register(
                            topic.name() + "-value",
                            SpecificData.getForClass(type).getSchema(type)));
        }
    }

    private static <V extends SpecificRecord> Class<V> valueType(Topic<V> topic) {
        return topic.valueType()
                .orElseThrow(() -> new IllegalArgumentException("the values of " + topic.name() + " are raw bytes"));
    }

    @SuppressWarnings("unchecked")
    private static <T> T make(String key, Map<String, ?> configs, Class<? extends T> byDefault) {
        Object named = configs.containsKey(key) ? configs.get(key) : byDefault;
        try {
            return (T)
                    (named instanceof Class<?> type
                            ? Utils.newInstance(type)
                            : Utils.newInstance(named.toString(), Object.class));
        } catch (ClassNotFoundException e) {
            throw new ConfigException(
                    key, named, "is not on the class path (Confluent's classes come with the profile -Pconfluent)");
        }
    }

    private WireSerdes() {}
}
