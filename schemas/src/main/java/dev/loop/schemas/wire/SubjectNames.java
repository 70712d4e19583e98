package dev.loop.schemas.wire;

import java.util.Arrays;
import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;

/** The strategies that name the subject of a schema, called as in Confluent's configuration. */
enum SubjectNames {
    /** {@code topic-value} or {@code topic-key}: one shape per topic. */
    TopicNameStrategy {
        @Override
        String subject(String topic, boolean key, Schema schema) {
            return topic + (key ? "-key" : "-value");
        }
    },
    /** The record's full name: one shape wherever it appears. */
    RecordNameStrategy {
        @Override
        String subject(String topic, boolean key, Schema schema) {
            return recordName(schema, name());
        }
    },
    /** {@code topic-name}: several shapes in one topic, each by itself. */
    TopicRecordNameStrategy {
        @Override
        String subject(String topic, boolean key, Schema schema) {
            return topic + "-" + recordName(schema, name());
        }
    };

    abstract String subject(String topic, boolean key, Schema schema);

    /** Takes Confluent's class names and their last part. */
    static SubjectNames parse(String configKey, String value) {
        String name = value.trim().substring(value.trim().lastIndexOf('.') + 1);
        return Arrays.stream(values())
                .filter(strategy -> strategy.name().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new ConfigException(configKey, value, "is none of " + Arrays.toString(values())));
    }

    private static String recordName(Schema schema, String strategy) {
        if (schema.getType() != Schema.Type.RECORD) {
            throw new SerializationException(strategy + " needs a record, and this is a "
                    + schema.getType().getName() + ": use TopicNameStrategy");
        }
        return schema.getFullName();
    }
}
