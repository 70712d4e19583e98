package dev.loop.schemas.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.text.FieldErrors;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer on a scale: 1 to 5, such as stars, or 0 to 10, which is how likely somebody is to recommend the product
 * (the question of the Net Promoter Score). The sentiment of an item without one follows from it.
 *
 * @param of the highest value of the scale
 */
record Rating(int value, int of) {

    static final String FIELD = "rating";
    static final String EXAMPLE = "{\"value\":4,\"of\":5}";

    private static final String VALUE = "value";
    private static final String OF = "of";
    private static final List<String> MEMBERS = List.of(VALUE, OF);
    private static final int STARS = 5;
    private static final int RECOMMENDATION = 10;

    /** Reads the value of a field. Returns null if it is absent, or else with an error. */
    static @Nullable Rating read(JsonParser parser, FieldErrors errors) throws IOException {
        if (!JsonFields.isObject(parser, errors, FIELD, "send " + EXAMPLE)) {
            return null;
        }
        Map<String, String> numbers = new HashMap<>();
        JsonFields.object(parser, errors, (name, value) -> {
            if (!MEMBERS.contains(name)) {
                JsonFields.unknown(value, errors, FIELD + ".", name, MEMBERS);
                return;
            }
            JsonToken token = value.currentToken();
            if (token.isNumeric()) {
                if (numbers.put(name, value.getText()) != null) {
                    errors.add(FIELD + "." + name, "is given twice", "give it once");
                }
            } else if (token != JsonToken.VALUE_NULL) {
                errors.add(
                        FIELD + "." + name,
                        "is " + JsonFields.kind(token) + " and not a number",
                        "send a whole number, without quotes");
                // Its error is told; that it is missing as well would mislead.
                numbers.put(name, "");
                value.skipChildren();
            }
        });
        MEMBERS.stream()
                .filter(name -> !numbers.containsKey(name))
                .forEach(name -> errors.add(FIELD + "." + name, "is missing", "send both members, as in " + EXAMPLE));
        return numbers.size() < MEMBERS.size() || numbers.containsValue("") ? null : of(numbers, errors);
    }

    private static @Nullable Rating of(Map<String, String> numbers, FieldErrors errors) {
        double of = Double.parseDouble(numbers.get(OF));
        if (of != STARS && of != RECOMMENDATION) {
            errors.add(
                    FIELD + "." + OF,
                    "is " + numbers.get(OF),
                    "use 5 for a scale of 1 to 5, or 10 for one of 0 to 10; keep others in metadata, with a sentiment");
            return null;
        }
        double value = Double.parseDouble(numbers.get(VALUE));
        int least = of == STARS ? 1 : 0;
        if (value < least || value > of || value != Math.rint(value)) {
            errors.add(
                    FIELD + "." + VALUE,
                    "is " + numbers.get(VALUE),
                    "use a whole number from " + least + " to " + (int) of);
            return null;
        }
        return new Rating((int) value, (int) of);
    }

    Sentiment sentiment() {
        int neutral = of == STARS ? 3 : 7;
        int positive = of == STARS ? 4 : 9;
        if (value >= positive) {
            return Sentiment.POSITIVE;
        }
        return value >= neutral ? Sentiment.NEUTRAL : Sentiment.NEGATIVE;
    }

    void addTo(MetadataDraft metadata) {
        metadata.fold(FIELD, FIELD, Integer.toString(value));
        metadata.fold(FIELD, FIELD + "." + OF, Integer.toString(of));
    }
}
