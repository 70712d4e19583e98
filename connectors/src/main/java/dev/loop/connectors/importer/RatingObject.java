package dev.loop.connectors.importer;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.connectors.importer.Binding.Refusing;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes the rating of an item, of a column and its scale. The server checks that it is one. */
final class RatingObject {

    private static final String NAME = "rating";

    /** A longer text is no number of a scale, and may take long to read as one. */
    private static final int LONGEST = 40;

    private final Map<Field, BigDecimal> members = new LinkedHashMap<>();

    void member(Field field, String text) throws Refusing {
        try {
            if (text.length() <= LONGEST) {
                members.put(field, new BigDecimal(text));
                return;
            }
        } catch (NumberFormatException e) {
            // The refusal below says so.
        }
        throw new Refusing(
                field,
                "is '" + text + "', which is no number",
                "Say what it means by --value " + field.name() + ":FROM=TO.");
    }

    /** Writes nothing for a row that has a scale alone. */
    void writeTo(JsonGenerator out) throws IOException {
        if (!members.containsKey(Field.RATING)) {
            return;
        }
        out.writeObjectFieldStart(NAME);
        for (Map.Entry<Field, BigDecimal> member : members.entrySet()) {
            out.writeNumberField(member.getKey().name().substring(NAME.length() + 1), member.getValue());
        }
        out.writeEndObject();
    }
}
