package dev.loop.schemas.wire;

import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;

/** The settings of a serializer for schemas that the registry does not have yet. Keys and defaults are Confluent's. */
record SerializerSettings(boolean key, boolean autoRegister, boolean latestVersion, SubjectNames subjects) {

    private static final String AUTO_REGISTER = "auto.register.schemas";
    private static final String USE_LATEST = "use.latest.version";
    private static final String KEY_SUBJECT = "key.subject.name.strategy";
    private static final String VALUE_SUBJECT = "value.subject.name.strategy";

    private static final ConfigDef KEYS = new ConfigDef()
            .define(AUTO_REGISTER, Type.BOOLEAN, true, Importance.MEDIUM, "Register a schema that is not there yet.")
            .define(USE_LATEST, Type.BOOLEAN, false, Importance.LOW, "Write with the subject's newest schema.")
            .define(KEY_SUBJECT, Type.STRING, "TopicNameStrategy", Importance.LOW, "Subject of keys.")
            .define(VALUE_SUBJECT, Type.STRING, "TopicNameStrategy", Importance.LOW, "Subject of values.");

    static SerializerSettings defaults() {
        return from(Map.of(), false);
    }

    static SerializerSettings from(Map<String, ?> configs, boolean key) {
        AbstractConfig config = new AbstractConfig(KEYS, RegistryConfig.classesAsNames(configs), false);
        String subject = key ? KEY_SUBJECT : VALUE_SUBJECT;
        return new SerializerSettings(
                key,
                config.getBoolean(AUTO_REGISTER),
                config.getBoolean(USE_LATEST),
                SubjectNames.parse(subject, config.getString(subject)));
    }
}
