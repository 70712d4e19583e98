package dev.loop.client.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.Function;

/** How the records of this package are read and written. Times are RFC 3339, without a further library. */
public final class Json {

    public static final JsonMapper MAPPER = JsonMapper.builder()
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(new SimpleModule("loop-times")
                    .addDeserializer(Instant.class, new Reading<>(Instant.class, Instant::parse))
                    .addDeserializer(OffsetDateTime.class, new Reading<>(OffsetDateTime.class, OffsetDateTime::parse))
                    .addSerializer(new Writing<>(Instant.class))
                    .addSerializer(new Writing<>(OffsetDateTime.class)))
            .build();

    private static final class Reading<T> extends StdDeserializer<T> {
        private final transient Function<String, T> parse;

        Reading(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
            String text = json.getValueAsString("");
            try {
                return parse.apply(text);
            } catch (DateTimeException e) {
                throw context.weirdStringException(text, handledType(), "it is no time as in RFC 3339");
            }
        }
    }

    private static final class Writing<T> extends StdSerializer<T> {
        Writing(Class<T> type) {
            super(type);
        }

        @Override
        public void serialize(T time, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(time.toString());
        }
    }

    private Json() {}
}
