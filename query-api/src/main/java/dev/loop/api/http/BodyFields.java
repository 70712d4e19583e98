package dev.loop.api.http;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.loop.schemas.intake.Intake;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.Nearest;
import dev.loop.schemas.text.Rfc3339;
import dev.loop.schemas.text.TextRules;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The fields of a small JSON object, by name. All errors are collected, so that one answer names them together; null
 * counts as absent, but {@link #given} tells them apart.
 */
public final class BodyFields {

    private static final ObjectReader READER = new ObjectMapper(Intake.JSON)
            .readerFor(JsonNode.class)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

    private final JsonNode root;
    private final FieldErrors errors;

    private BodyFields(JsonNode root, FieldErrors errors) {
        this.root = root;
        this.errors = errors;
    }

    /**
     * Reads a body; an empty one is an object without fields.
     *
     * @param of what the object is, with its article: {@code a release}
     * @param known any other field is an error
     * @throws com.fasterxml.jackson.core.JsonProcessingException if it is not JSON
     */
    public static BodyFields read(byte[] body, String of, List<String> known, FieldErrors errors) throws IOException {
        JsonNode root = body.length == 0 ? JsonNodeFactory.instance.objectNode() : READER.readValue(body);
        if (!root.isObject()) {
            errors.add(
                    "",
                    "is not an object",
                    known.isEmpty() ? "send {}, or nothing" : "send an object with any of " + String.join(", ", known));
        }
        return new BodyFields(root, errors).onlyKnown(of, "", known);
    }

    private BodyFields onlyKnown(String of, String prefix, List<String> known) {
        for (Iterator<String> names = root.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                errors.add(
                        prefix + (name.length() > 64 ? name.substring(0, 64) + "…" : name),
                        "is not a field of " + of,
                        known.isEmpty()
                                ? "leave it out"
                                : Nearest.to(name, known)
                                                .map(n -> "did you mean " + n + "? ")
                                                .orElse("") + "Known are " + String.join(", ", known));
            }
        }
        return this;
    }

    /** Returns the fields of an object within; none if it is absent. */
    public BodyFields object(String name, String of, List<String> known) {
        JsonNode node = root.path(name);
        if (node.isObject()) {
            return new BodyFields(node, errors).onlyKnown(of, name + ".", known);
        }
        if (isSet(node)) {
            errors.add(name, "is not an object", "send an object with any of " + String.join(", ", known));
        }
        return new BodyFields(JsonNodeFactory.instance.objectNode(), errors);
    }

    /** Returns whether the field is there at all, null or not. */
    public boolean given(String name) {
        return root.has(name);
    }

    public JsonNode node(String name) {
        return root.path(name);
    }

    /** Returns a text without the white space around it; absent if nothing is left. */
    public Optional<String> text(String name) {
        JsonNode node = root.path(name);
        if (node.isTextual()) {
            return Optional.of(node.textValue().strip()).filter(text -> !text.isEmpty());
        }
        if (isSet(node)) {
            errors.add(name, "is not text", "send text, in double quotes");
        }
        return Optional.empty();
    }

    public Optional<Boolean> yesOrNo(String name) {
        JsonNode node = root.path(name);
        if (node.isBoolean()) {
            return Optional.of(node.booleanValue());
        }
        if (isSet(node)) {
            errors.add(name, "is neither true nor false", "send true or false, without quotes");
        }
        return Optional.empty();
    }

    public OptionalInt number(String name, int least, int most) {
        JsonNode node = root.path(name);
        if (node.isIntegralNumber() && node.canConvertToInt() && node.intValue() >= least && node.intValue() <= most) {
            return OptionalInt.of(node.intValue());
        }
        if (isSet(node)) {
            errors.add(
                    name,
                    "is " + TextRules.quote(node.asText()),
                    "send a whole number from " + least + " to " + most + ", without quotes");
        }
        return OptionalInt.empty();
    }

    public Optional<Instant> time(String name) {
        JsonNode node = root.path(name);
        if (!isSet(node)) {
            return Optional.empty();
        }
        OptionalLong millis = node.isTextual() ? Rfc3339.parse(node.textValue()) : OptionalLong.empty();
        if (millis.isEmpty()) {
            errors.add(
                    name,
                    "is " + TextRules.quote(node.asText()) + ", which is not a time",
                    "use RFC 3339 with a zone, as in \"2026-06-19T14:00:00Z\"");
            return Optional.empty();
        }
        return Optional.of(Instant.ofEpochMilli(millis.getAsLong()));
    }

    /** Returns a length of time such as {@code "36h"}. */
    public Optional<Duration> length(String name, Duration least, Duration most) {
        return text(name).flatMap(text -> {
            Optional<Duration> length =
                    TimeSpans.parse(text).filter(found -> found.compareTo(least) >= 0 && found.compareTo(most) <= 0);
            if (length.isEmpty()) {
                errors.add(
                        name,
                        "is " + TextRules.quote(text),
                        "use a number of s, m, h, d or w, as in \"36h\", from " + TimeSpans.format(least) + " to "
                                + TimeSpans.format(most));
            }
            return length;
        });
    }

    private static boolean isSet(JsonNode node) {
        return !node.isMissingNode() && !node.isNull();
    }
}
