package dev.loop.api.masking;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.http.BodyFields;
import dev.loop.schemas.avro.MaskingPattern;
import dev.loop.schemas.avro.MaskingRules;
import dev.loop.schemas.mask.MaskKind;
import dev.loop.schemas.mask.Masking;
import dev.loop.schemas.mask.OwnPattern;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.Nearest;
import dev.loop.schemas.text.TextRules;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads masking rules from the body of a call. It finds all errors at once. */
final class MaskingBody {

    /** The limit of patterns: each is searched in every text that comes in. */
    private static final int MOST_PATTERNS = 20;

    private static final List<String> FIELDS = List.of("kinds", "region", "patterns");
    private static final List<String> PATTERN = List.of("name", "pattern");

    /** The word in the text that takes an address's place, which is not that of its kind. */
    private static final String MAIL = "mail";

    private final FieldErrors errors;
    private final BodyFields fields;

    private MaskingBody(FieldErrors errors, BodyFields fields) {
        this.errors = errors;
        this.fields = fields;
    }

    /** Returns the rules; of no use once there are errors. */
    static MaskingRules read(byte[] body, Instant now, Optional<String> by, FieldErrors errors) throws IOException {
        var reading = new MaskingBody(errors, BodyFields.read(body, "masking rules", FIELDS, errors));
        return new MaskingRules(reading.kinds(), reading.region(), reading.patterns(), now, by.orElse(null));
    }

    private List<String> kinds() {
        JsonNode given = fields.node("kinds");
        if (!given.isArray()) {
            errors.add(
                    "kinds",
                    fields.given("kinds") ? "is no list" : "is missing",
                    "list any of " + String.join(", ", MaskKind.WORDS) + "; an empty list masks none of them");
            return List.of();
        }
        List<String> kinds = new ArrayList<>();
        for (JsonNode kind : given) {
            if (!MaskKind.WORDS.contains(kind.asText()) || !kind.isTextual()) {
                errors.add(
                        "kinds",
                        "holds " + TextRules.quote(kind.asText()),
                        "use any of " + String.join(", ", MaskKind.WORDS)
                                + Nearest.to(kind.asText(), MaskKind.WORDS)
                                        .map(near -> "; did you mean " + near + "?")
                                        .orElse(""));
            } else if (!kinds.contains(kind.asText())) {
                kinds.add(kind.asText());
            }
        }
        return kinds;
    }

    private @Nullable String region() {
        Optional<String> region = fields.text("region").map(text -> text.toUpperCase(Locale.ROOT));
        region.filter(text -> !Masking.knowsRegion(text))
                .ifPresent(text -> errors.add(
                        "region", "is " + TextRules.quote(text), "use the two letters of ISO 3166, as in US or IN"));
        return region.orElse(null);
    }

    private List<MaskingPattern> patterns() {
        JsonNode given = fields.node("patterns");
        if (!given.isArray()) {
            if (fields.given("patterns")) {
                errors.add("patterns", "is no list", "list objects with name and pattern, or leave it out");
            }
            return List.of();
        }
        if (given.size() > MOST_PATTERNS) {
            errors.add("patterns", "holds " + given.size(), "use at most " + MOST_PATTERNS);
            return List.of();
        }
        List<MaskingPattern> patterns = new ArrayList<>();
        Set<String> names = new HashSet<>(MaskKind.WORDS);
        names.add(MAIL);
        for (int i = 0; i < given.size(); i++) {
            pattern("patterns[" + i + "]", given.get(i), names).ifPresent(patterns::add);
        }
        return patterns;
    }

    private Optional<MaskingPattern> pattern(String at, JsonNode given, Set<String> names) {
        JsonNode name = given.path("name");
        JsonNode pattern = given.path("pattern");
        if (!given.isObject() || given.size() != PATTERN.size() || !name.isTextual() || !pattern.isTextual()) {
            errors.add(
                    at, "is no object with name and pattern", "use {\"name\":\"employee\",\"pattern\":\"E[0-9]{5}\"}");
            return Optional.empty();
        }
        if (!name.asText().matches(OwnPattern.NAME) || !names.add(name.asText())) {
            errors.add(
                    at + ".name",
                    "is " + TextRules.quote(name.asText()),
                    "use 1 to 40 small letters, digits and dashes, a letter first, and a name that no kind and no other"
                            + " pattern has");
            return Optional.empty();
        }
        try {
            new OwnPattern(name.asText(), pattern.asText());
            return Optional.of(new MaskingPattern(name.asText(), pattern.asText()));
        } catch (IllegalArgumentException unusable) {
            String[] told = String.valueOf(unusable.getMessage()).split("; ", 2);
            errors.add(at + ".pattern", told[0], told.length > 1 ? told[1] : "use the syntax of RE2");
            return Optional.empty();
        }
    }
}
