package dev.loop.schemas.wire;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Serializers and deserializers chosen by class name, made to look like ours: typed, and with our errors. */
final class ForeignSerde {

    /**
     * The code in the text of Confluent's RestClientException, "…; error code: 40403"; the class is known here by name
     * only.
     */
    private static final Pattern ERROR_CODE = Pattern.compile("error code: (\\d+)");

    record TypedSerializer<V>(String ownTopic, Serializer<Object> serializer) implements Serializer<V> {
        @Override
        public byte @Nullable [] serialize(String topic, @Nullable V value) {
            return serializer.serialize(ownTopic, value);
        }

        @Override
        public void close() {
            serializer.close();
        }
    }

    record TypedDeserializer<V>(Class<V> type, Deserializer<Object> deserializer) implements Deserializer<V> {
        @Override
        public @Nullable V deserialize(String topic, byte @Nullable [] record) {
            Object value;
            try {
                value = deserializer.deserialize(topic, record);
            } catch (UnreadableRecordException | RetriableException e) {
                throw e;
            } catch (SerializationException e) {
                throw translated(e, record);
            }
            if (value != null && !type.isInstance(value)) {
                throw new MalformedRecordException(
                        "the record is a " + value.getClass().getName() + " and not a " + type.getName());
            }
            return type.cast(value);
        }

        @Override
        public void close() {
            deserializer.close();
        }
    }

    private static RuntimeException translated(SerializationException e, byte @Nullable [] record) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause.getClass().getSimpleName().equals("RestClientException")) {
                Matcher code = ERROR_CODE.matcher(String.valueOf(cause.getMessage()));
                boolean unknown =
                        code.find() && Integer.parseInt(code.group(1)) == RegistryRefusedException.SCHEMA_NOT_FOUND;
                return unknown && record != null
                        ? new UnknownSchemaIdException(WireFormat.schemaId(record))
                        : new RegistryUnavailableException(String.valueOf(cause.getMessage()), e);
            }
            if (cause instanceof IOException && !(cause instanceof java.io.EOFException)) {
                return new RegistryUnavailableException("the schema registry could not be asked: " + cause, e);
            }
        }
        return new MalformedRecordException(String.valueOf(e.getMessage()), e);
    }

    private ForeignSerde() {}
}
