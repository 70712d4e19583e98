package dev.loop.schemas.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.schemas.avro.Trend;
import dev.loop.schemas.avro.TrendEvent;
import dev.loop.schemas.text.Rfc3339;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** Makes the events of a spike. */
public final class TrendEvents {

    /** Returns the event of a record of {@code trends}: only an opening and a closing are news. */
    public static Optional<Event> of(Trend trend) {
        return type(trend.getEvent())
                .map(type -> new Event(
                        "evt_" + trend.getId() + "_" + trend.getRevision(),
                        type,
                        trend.getUpdatedAt().toEpochMilli(),
                        json -> write(json, trend)));
    }

    private static Optional<EventType> type(TrendEvent event) {
        return switch (event) {
            case OPENED -> Optional.of(EventType.TREND_OPENED);
            case CLOSED -> Optional.of(EventType.TREND_CLOSED);
            default -> Optional.empty();
        };
    }

    /** Writes an incident as the API answers it and as webhooks send it. */
    public static void write(JsonGenerator json, Trend trend) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", trend.getId());
        if (trend.getTag().isPresent()) {
            json.writeStringField("tag", trend.getTag().get());
        } else {
            json.writeNullField("tag");
        }
        json.writeStringField("state", state(trend));
        json.writeStringField("openedAt", time(trend.getOpenedAt()));
        json.writeStringField("lastAt", time(trend.getLastAt()));
        if (trend.getClosedAt().isPresent()) {
            json.writeStringField("closedAt", time(trend.getClosedAt().get()));
        }
        json.writeStringField("since", time(trend.getSince().orElse(trend.getOpenedAt())));
        json.writeNumberField("items", trend.getItems());
        json.writeNumberField("expected", trend.getExpected());
        json.writeObjectFieldStart("peak");
        json.writeStringField("at", time(trend.getPeakAt()));
        json.writeNumberField("items", trend.getPeakItems());
        json.writeNumberField("expected", trend.getPeakExpected());
        json.writeEndObject();
        json.writeNumberField("revision", trend.getRevision());
        json.writeEndObject();
    }

    /** {@code open} or {@code closed}. */
    public static String state(Trend trend) {
        return trend.getClosedAt().isEmpty() ? "open" : "closed";
    }

    private static String time(Instant at) {
        return Rfc3339.format(at.toEpochMilli());
    }

    private TrendEvents() {}
}
