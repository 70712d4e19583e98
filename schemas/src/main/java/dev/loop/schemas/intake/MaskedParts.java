package dev.loop.schemas.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loop.schemas.mask.OwnPattern;
import dev.loop.schemas.text.FieldErrors;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What was taken out of an item, as the item keeps and shows it: {@code
 * [{"field":"message","kind":"card","at":[11,23]}]}.
 */
public final class MaskedParts {

    /** The limit of the text: beyond it a message holds nothing but numbers, and further places are not told. */
    static final int LONGEST = 20_000;

    private static final String FIELD = "masked";
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());
    private static final Set<String> MEMBERS = Set.of("field", "kind", "at");
    private static final Pattern KIND = Pattern.compile(OwnPattern.NAME);

    /** Returns the text of what was known to be masked and of what was masked now. */
    static String text(Optional<String> before, List<MaskedPart> parts) {
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartArray();
            if (before.isPresent()) {
                for (JsonNode part : JSON.readTree(before.get())) {
                    JSON.writeTree(json, part);
                }
            }
            for (MaskedPart part : parts) {
                json.flush();
                if (text.getBuffer().length() > LONGEST - 300) {
                    break;
                }
                write(json, part);
            }
            json.writeEndArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, MaskedPart part) throws IOException {
        json.writeStartObject();
        json.writeStringField("field", part.field());
        json.writeStringField("kind", part.kind());
        json.writeArrayFieldStart("at");
        json.writeNumber(part.from());
        json.writeNumber(part.to());
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Adds an error unless the text is one that {@link #text} could have made; answers show it as it is. */
    public static void check(FieldErrors errors, String masked) {
        if (masked.length() > LONGEST || !isValid(masked)) {
            errors.add(FIELD, "is no list of masked parts", "leave it out; the server fills it in");
        }
    }

    private static boolean isValid(String masked) {
        try (JsonParser parser = JSON.createParser(masked)) {
            JsonNode parts = JSON.readTree(parser);
            if (parts == null || !parts.isArray() || parser.nextToken() != null) {
                return false;
            }
            for (JsonNode part : parts) {
                boolean valid = part.isObject()
                        && part.size() == MEMBERS.size()
                        && MEMBERS.stream().allMatch(part::has)
                        && part.get("field").isTextual()
                        && KIND.matcher(part.get("kind").asText()).matches()
                        && part.get("at").size() == 2
                        && part.get("at").get(0).isInt()
                        && part.get("at").get(1).isInt()
                        && part.get("at").get(0).asInt() >= 0
                        && part.get("at").get(0).asInt() < part.get("at").get(1).asInt();
                if (!valid) {
                    return false;
                }
            }
            return true;
        } catch (JsonProcessingException malformed) {
            return false;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private MaskedParts() {}
}
