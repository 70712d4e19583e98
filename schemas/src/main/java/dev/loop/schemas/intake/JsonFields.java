package dev.loop.schemas.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.Nearest;
import dev.loop.schemas.text.Rfc3339;
import dev.loop.schemas.text.TextRules;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads the fields of an object one by one, and reports values of the wrong kind. */
final class JsonFields {

    /** Takes one field. The parser stands on its value and must be left on the value's last token. */
    interface Reader {
        void read(String name, JsonParser parser) throws IOException;
    }

    /**
     * Reads an object. Returns false, with an error, if the value is no object. Null values count as absent, and are
     * left to the reader.
     */
    static boolean object(JsonParser parser, FieldErrors errors, Reader reader) throws IOException {
        JsonToken token = parser.currentToken() == null ? parser.nextToken() : parser.currentToken();
        if (token != JsonToken.START_OBJECT) {
            errors.add(
                    "",
                    token == null ? "is empty" : "is " + kind(token) + " and not an object",
                    "send a JSON object, as in {\"user\":{\"id\":\"u_1\"},\"message\":\"…\",\"sentiment\":\"negative\"}");
            parser.skipChildren();
            return false;
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            reader.read(name, parser);
        }
        return true;
    }

    /** Returns whether the value of a field is an object; null is none, and anything else is an error. */
    static boolean isObject(JsonParser parser, FieldErrors errors, String field, String remedy) throws IOException {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.START_OBJECT && token != JsonToken.VALUE_NULL) {
            errors.add(field, "is " + kind(token) + " and not an object", remedy);
            parser.skipChildren();
        }
        return token == JsonToken.START_OBJECT;
    }

    static @Nullable String text(JsonParser parser, FieldErrors errors, String field) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        if (token != JsonToken.VALUE_NULL) {
            errors.add(field, "is " + kind(token) + " and not text", "send text, in double quotes");
            parser.skipChildren();
        }
        return null;
    }

    /** Reads a name without the white space around it; an empty name is absent. */
    static @Nullable String label(JsonParser parser, FieldErrors errors, String field) throws IOException {
        String text = text(parser, errors, field);
        if (text == null) {
            return null;
        }
        String trimmed = text.strip();
        return trimmed.isEmpty() ? null : trimmed;
    }

    static @Nullable Boolean yesOrNo(JsonParser parser, FieldErrors errors, String field) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            return token == JsonToken.VALUE_TRUE;
        }
        if (token != JsonToken.VALUE_NULL) {
            errors.add(field, "is " + kind(token), "send true or false, without quotes");
            parser.skipChildren();
        }
        return null;
    }

    /** Reads a whole number between two bounds; 60.0 is one. */
    static @Nullable Integer whole(JsonParser parser, FieldErrors errors, String field, int least, int most)
            throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        String remedy = String.format(Locale.ROOT, "send a whole number from %,d to %,d", least, most);
        if (!token.isNumeric()) {
            errors.add(field, "is " + kind(token) + " and not a number", remedy + ", without quotes");
            parser.skipChildren();
            return null;
        }
        double number = parser.getDoubleValue();
        if (number < least || number > most || number != Math.rint(number)) {
            errors.add(field, "is " + parser.getText(), remedy);
            return null;
        }
        return (int) number;
    }

    static @Nullable Long time(JsonParser parser, FieldErrors errors, String field) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        String example = "send RFC 3339 with a zone, as in \"2026-06-19T14:02:11Z\"";
        if (token != JsonToken.VALUE_STRING) {
            errors.add(field, "is " + kind(token) + " and not a time", example);
            parser.skipChildren();
            return null;
        }
        OptionalLong millis = Rfc3339.parse(parser.getText());
        if (millis.isEmpty()) {
            errors.add(field, "is " + TextRules.quote(parser.getText()) + ", which is not a time", example);
            return null;
        }
        return millis.getAsLong();
    }

    /** Refuses an unknown field instead of ignoring it: a misspelt field would lose its value. */
    static void unknown(JsonParser parser, FieldErrors errors, String prefix, String name, List<String> known)
            throws IOException {
        String near =
                Nearest.to(name, known).map(n -> "did you mean " + n + "? ").orElse("");
        String shown = name.length() > 64 ? name.substring(0, 64) + "…" : name;
        errors.add(
                prefix + shown,
                "is not a field that is known here",
                near + "Known are " + String.join(", ", known) + "; anything else belongs in metadata");
        parser.skipChildren();
    }

    static void oneOf(FieldErrors errors, String field, String given, List<String> words) {
        String near =
                Nearest.to(given, words).map(n -> "; did you mean " + n + "?").orElse("");
        errors.add(field, "is " + TextRules.quote(given), "use one of " + String.join(", ", words) + near);
    }

    static String kind(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> "text";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "true or false";
            case VALUE_NULL -> "null";
            default -> token.name().toLowerCase(Locale.ROOT);
        };
    }

    private JsonFields() {}
}
