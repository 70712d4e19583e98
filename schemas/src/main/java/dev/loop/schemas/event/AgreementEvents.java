package dev.loop.schemas.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.schemas.avro.Agreement;
import dev.loop.schemas.avro.AgreementGroup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Makes the events of agreement between people and the machine. */
public final class AgreementEvents {

    private static final int ID_BYTES = 12;

    /**
     * Returns the event of a group that lies below all others since now.
     *
     * @param at epoch milliseconds
     */
    public static Event low(Agreement all, AgreementGroup group, long at) {
        String name = all.getProject() + "/" + group.getField() + "/"
                + group.getValue().map(value -> "=" + value).orElse("");
        return new Event(
                "evt_ag_" + hash(name) + "_" + at, EventType.AGREEMENT_LOW, at, json -> write(json, all, group));
    }

    private static void write(JsonGenerator json, Agreement all, AgreementGroup group) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", group.getField() + "=" + group.getValue().orElse(""));
        json.writeStringField("by", group.getField());
        json.writeStringField("value", group.getValue().orElse(null));
        counts(json, group.getItems(), group.getAgreed());
        json.writeObjectFieldStart("others");
        counts(json, all.getItems() - group.getItems(), all.getAgreed() - group.getAgreed());
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void counts(JsonGenerator json, long items, long agreed) throws IOException {
        json.writeNumberField("items", items);
        json.writeNumberField("agreed", agreed);
        json.writeNumberField("share", (double) agreed / items);
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private AgreementEvents() {}
}
