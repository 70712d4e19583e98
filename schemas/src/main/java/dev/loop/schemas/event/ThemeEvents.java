package dev.loop.schemas.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.schemas.avro.Theme;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Makes the events of themes. */
public final class ThemeEvents {

    private static final int ID_BYTES = 12;

    /**
     * Returns the event of a theme that has so many items now. It has words of the theme and none of its messages, since
     * events outlive items that are erased.
     *
     * @param threshold with the theme it names the event, so that it is one however often it is made
     * @param at epoch milliseconds
     */
    public static Event grew(Theme theme, int threshold, long at) {
        return new Event(
                "evt_th_" + hash(theme.getProject() + "/" + theme.getId()) + "_" + threshold,
                EventType.THEME_GREW,
                at,
                json -> write(json, theme));
    }

    private static void write(JsonGenerator json, Theme theme) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", theme.getId());
        json.writeStringField("name", name(theme));
        json.writeArrayFieldStart("terms");
        for (String word : theme.getWords()) {
            json.writeString(word);
        }
        json.writeEndArray();
        if (theme.getLanguage().isPresent()) {
            json.writeStringField("language", theme.getLanguage().get());
        }
        json.writeNumberField("items", theme.getItems());
        json.writeNumberField("people", theme.getPeople());
        json.writeNumberField("negativeShare", negativeShare(theme.getNegative(), theme.getItems()));
        json.writeStringField("firstSeen", theme.getFirstDay().toString());
        json.writeStringField("lastSeen", theme.getLastDay().toString());
        json.writeEndObject();
    }

    /** Returns the name that people gave a theme, or else the words that tell it from others; never empty. */
    public static String name(Theme theme) {
        return theme.getGivenName()
                .orElse(theme.getWords().isEmpty() ? theme.getId() : String.join(", ", theme.getWords()));
    }

    public static double negativeShare(long negative, long items) {
        return items == 0 ? 0 : (double) negative / items;
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private ThemeEvents() {}
}
