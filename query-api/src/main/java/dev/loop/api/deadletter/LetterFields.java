package dev.loop.api.deadletter;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.loop.history.DeadLetter;
import dev.loop.schemas.intake.Intake;
import dev.loop.schemas.text.Rfc3339;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes a letter as JSON. Bytes that are text are shown as text, all others in base64. */
final class LetterFields {

    /** The shown bytes of key or value; a longer one is cut, and its length is given. */
    private static final int SHOWN = 16 << 10;

    /**
     * @param item intended item
     * @param replayedAs the item that was made of it
     */
    static void write(JsonGenerator json, DeadLetter letter, Optional<byte[]> item, Optional<String> replayedAs)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("id", letter.place().toString());
        json.writeStringField("at", Rfc3339.format(letter.at().toEpochMilli()));
        json.writeStringField("reason", letter.reason());
        json.writeStringField("detail", letter.detail());
        json.writeStringField("topic", letter.topic());
        number(json, "partition", letter.partition());
        number(json, "offset", letter.offset());
        bytes(json, "key", letter.key());
        bytes(json, "value", letter.value());
        json.writeBooleanField("replayable", letter.isOfFeedback());
        if (item.isPresent() && isObject(item.get())) {
            json.writeFieldName("item");
            json.writeRawValue(new String(item.get(), StandardCharsets.UTF_8));
        }
        if (replayedAs.isPresent()) {
            json.writeStringField("replayedAs", replayedAs.get());
        }
        json.writeEndObject();
    }

    private static void number(JsonGenerator json, String name, String digits) throws IOException {
        if (digits.matches("\\d{1,18}")) {
            json.writeNumberField(name, Long.parseLong(digits));
        }
    }

    private static void bytes(JsonGenerator json, String name, byte @Nullable [] bytes) throws IOException {
        if (bytes == null) {
            json.writeNullField(name);
            return;
        }
        byte[] shown = bytes.length > SHOWN ? Arrays.copyOf(bytes, SHOWN) : bytes;
        Optional<String> text = text(shown);
        json.writeObjectFieldStart(name);
        json.writeNumberField("bytes", bytes.length);
        if (text.isPresent()) {
            json.writeStringField("text", text.get());
        } else {
            json.writeBinaryField("base64", shown);
        }
        json.writeEndObject();
    }

    /** Returns bytes as text; empty if they are not UTF-8, or have control characters that no text has. */
    private static Optional<String> text(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.chars().allMatch(c -> c >= ' ' && c != 0x7f || c == '\n' || c == '\t' || c == '\r')
                    ? Optional.of(text)
                    : Optional.empty();
        } catch (CharacterCodingException binary) {
            return Optional.empty();
        }
    }

    /**
     * Returns whether a body is one whole object; only such a body goes into an answer unchanged, since its writer may
     * have written anything.
     */
    private static boolean isObject(byte[] body) {
        try (JsonParser parser = Intake.JSON.createParser(body)) {
            parser.nextToken();
            boolean object = parser.isExpectedStartObjectToken();
            parser.skipChildren();
            return object && !Intake.hasMore(parser);
        } catch (IOException notJson) {
            return false;
        }
    }

    private LetterFields() {}
}
