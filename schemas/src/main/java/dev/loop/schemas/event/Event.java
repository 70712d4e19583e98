package dev.loop.schemas.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.schemas.text.Rfc3339;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * An event, as the outside sees it: {@code
 * {"id":"evt_…","type":"feedback.created","createdAt":"2026-06-19T14:02:11Z","data":{…}}}.
 *
 * @param id the same for the same happening, however often it is made or sent
 * @param createdAt epoch milliseconds
 * @param data writes the value of {@code data}, an object
 */
public record Event(String id, EventType type, long createdAt, Data data) {

    private static final JsonFactory JSON = new JsonFactory();

    /** Writes one JSON object. */
    @FunctionalInterface
    public interface Data {
        void write(JsonGenerator json) throws IOException;
    }

    /** Returns the envelope, the same bytes whenever it is written. */
    public byte[] json() {
        return bytes(this::write);
    }

    /** Returns the value of {@code data} as it is in the envelope. */
    String dataText() {
        return new String(bytes(data), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Data written) {
        var out = new ByteArrayOutputStream(768);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            written.write(json);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    public void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        writeMembers(json);
        json.writeEndObject();
    }

    /** Writes the members of the envelope into an object that goes on after them. */
    public void writeMembers(JsonGenerator json) throws IOException {
        json.writeStringField("id", id);
        json.writeStringField("type", type.word());
        json.writeStringField("createdAt", Rfc3339.format(createdAt));
        json.writeFieldName("data");
        data.write(json);
    }
}
