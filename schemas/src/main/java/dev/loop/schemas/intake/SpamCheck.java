package dev.loop.schemas.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.TextRules;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Signs that a program filled in a form: a field that people do not see has a value, or the form was sent sooner than a
 * person can. They are signs and no proof, so an item with one is set aside and not refused.
 */
final class SpamCheck {

    /** The shortest time in which a person sends a form. */
    static final Duration FASTEST = Duration.ofMillis(1_200);

    private static final List<String> FIELDS = List.of("website", "openMillis");

    private @Nullable String website;
    private @Nullable Double openMillis;

    static SpamCheck read(JsonParser parser, FieldErrors errors) throws IOException {
        var check = new SpamCheck();
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return check;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            errors.add(
                    "check",
                    "is " + JsonFields.kind(parser.currentToken()) + " and not an object",
                    "send {\"website\":\"\",\"openMillis\":1534}, or leave it out");
            parser.skipChildren();
            return check;
        }
        JsonFields.object(parser, errors, (name, value) -> check.field(name, value, errors));
        return check;
    }

    private void field(String name, JsonParser value, FieldErrors errors) throws IOException {
        switch (name) {
            case "website" -> website = JsonFields.label(value, errors, "check.website");
            case "openMillis" -> {
                if (value.currentToken().isNumeric()) {
                    openMillis = value.getDoubleValue();
                } else if (value.currentToken() != JsonToken.VALUE_NULL) {
                    errors.add(
                            "check.openMillis",
                            "is " + JsonFields.kind(value.currentToken()) + " and not a number",
                            "send the milliseconds for which the form was open, without quotes");
                    value.skipChildren();
                }
            }
            default -> JsonFields.unknown(value, errors, "check.", name, FIELDS);
        }
    }

    /** Returns the sign as the end of a sentence that begins with the sender; empty if there is none. */
    Optional<String> suspicion() {
        if (website != null) {
            return Optional.of("filled in the hidden field check.website: " + TextRules.quote(website));
        }
        if (openMillis != null && openMillis < FASTEST.toMillis()) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "sent the form %,.0f ms after it was opened, sooner than %,d ms",
                    openMillis,
                    FASTEST.toMillis()));
        }
        return Optional.empty();
    }
}
