package dev.loop.schemas.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.loop.schemas.avro.ProjectEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** Events that are about no item, as records of the topic {@code project-events}. */
public final class ProjectEvents {

    private static final JsonFactory JSON = new JsonFactory();

    /** Returns the record of an event. */
    public static ProjectEvent record(String project, Event event) {
        return new ProjectEvent(
                event.id(), event.type().word(), project, Instant.ofEpochMilli(event.createdAt()), event.dataText());
    }

    /**
     * Returns the event of a record; empty if its type is of a later version, or if its data is no JSON object, which
     * only an outsider can have written.
     */
    public static Optional<Event> of(ProjectEvent record) {
        String data = record.getData();
        return EventType.of(record.getType())
                .filter(type -> isObject(data))
                .map(type -> new Event(
                        record.getEventId(), type, record.getAt().toEpochMilli(), json -> json.writeRawValue(data)));
    }

    private static boolean isObject(String text) {
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            json.skipChildren();
            return json.nextToken() == null;
        } catch (IOException malformed) {
            return false;
        }
    }

    private ProjectEvents() {}
}
