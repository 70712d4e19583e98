package dev.loop.api.deadletter;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.loop.api.table.Column;
import dev.loop.api.table.Table;
import dev.loop.history.DeadLetter;
import dev.loop.schemas.Topics;
import dev.loop.schemas.intake.Intake;
import dev.loop.schemas.text.Rfc3339;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes a letter as JSON, or as a row of a file. Bytes that are text are shown as text, all others in base64. */
final class LetterFields {

    /** The shown bytes of key or value; a longer one is cut, and its length is given. */
    private static final int SHOWN = 16 << 10;

    static final Table<Row> TABLE = new Table<>(
            Topics.DEAD_LETTERS.name(),
            List.of(
                    Column.text("id"),
                    Column.time("at"),
                    Column.text("reason"),
                    Column.text("detail"),
                    Column.text("topic"),
                    Column.whole("partition"),
                    Column.whole("offset"),
                    Column.whole("keyBytes"),
                    Column.text("keyText"),
                    Column.text("keyBase64"),
                    Column.whole("valueBytes"),
                    Column.text("valueText"),
                    Column.text("valueBase64"),
                    Column.yesNo("replayable"),
                    Column.text("item"),
                    Column.text("replayedAs")),
            LetterFields::cells,
            LetterFields::write);

    /**
     * @param meant body of the intended item, as far as the letter can be read
     * @param replayedAs the item that was made of it
     */
    record Row(DeadLetter letter, Optional<byte[]> meant, Optional<String> replayedAs) {

        /** The intended item; empty unless it is one whole object. */
        Optional<String> item() {
            return meant.filter(LetterFields::isObject).map(body -> new String(body, StandardCharsets.UTF_8));
        }
    }

    private static List<@Nullable Object> cells(Row row) {
        DeadLetter letter = row.letter();
        List<@Nullable Object> cells = new ArrayList<>(Arrays.asList(
                letter.place().toString(),
                letter.at(),
                letter.reason(),
                letter.detail(),
                letter.topic(),
                number(letter.partition()).orElse(null),
                number(letter.offset()).orElse(null)));
        cells.addAll(cells(letter.key()));
        cells.addAll(cells(letter.value()));
        cells.addAll(Arrays.asList(
                letter.isOfFeedback(), row.item().orElse(null), row.replayedAs().orElse(null)));
        return cells;
    }

    /** Returns length, text and base64: one of the latter two, and nothing where there are no bytes. */
    private static List<@Nullable Object> cells(byte @Nullable [] bytes) {
        if (bytes == null) {
            return Arrays.asList(null, null, null);
        }
        byte[] shown = shown(bytes);
        Optional<String> text = text(shown);
        return Arrays.asList(
                bytes.length,
                text.orElse(null),
                text.isPresent() ? null : Base64.getEncoder().encodeToString(shown));
    }

    static void write(JsonGenerator json, Row row) throws IOException {
        DeadLetter letter = row.letter();
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
        Optional<String> item = row.item();
        if (item.isPresent()) {
            json.writeFieldName("item");
            json.writeRawValue(item.get());
        }
        if (row.replayedAs().isPresent()) {
            json.writeStringField("replayedAs", row.replayedAs().get());
        }
        json.writeEndObject();
    }

    private static void number(JsonGenerator json, String name, String digits) throws IOException {
        Optional<Long> number = number(digits);
        if (number.isPresent()) {
            json.writeNumberField(name, number.get());
        }
    }

    private static Optional<Long> number(String digits) {
        return digits.matches("\\d{1,18}") ? Optional.of(Long.parseLong(digits)) : Optional.empty();
    }

    private static byte[] shown(byte[] bytes) {
        return bytes.length > SHOWN ? Arrays.copyOf(bytes, SHOWN) : bytes;
    }

    private static void bytes(JsonGenerator json, String name, byte @Nullable [] bytes) throws IOException {
        if (bytes == null) {
            json.writeNullField(name);
            return;
        }
        byte[] shown = shown(bytes);
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
