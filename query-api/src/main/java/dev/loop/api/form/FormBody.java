package dev.loop.api.form;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.http.BodyFields;
import dev.loop.api.key.Caller;
import dev.loop.api.key.KeyBook;
import dev.loop.schemas.avro.Form;
import dev.loop.schemas.avro.FormKind;
import dev.loop.schemas.intake.FeedbackRules;
import dev.loop.schemas.intake.PublishableKey;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.Nearest;
import dev.loop.schemas.text.TextRules;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a form from the body of a call. It finds all errors at once. */
final class FormBody {

    private static final int TITLE_LENGTH = 200;
    private static final int QUESTION_LENGTH = 300;
    private static final int TEXT_LENGTH = 1_000;
    private static final int LANGUAGE_LENGTH = 35;
    private static final int MOST_TAGS = 10;
    private static final int MOST_METADATA = 10;

    private static final List<String> FIELDS =
            List.of("title", "question", "kind", "language", "texts", "comment", "tags", "metadata", "key", "enabled");

    /** Metadata that answers get from elsewhere. */
    private static final Set<String> TAKEN = Set.of("form", "ref", "rating", "rating.of", "tags", "userVerified");

    private static final List<String> TAKEN_PREFIXES = List.of("loop.", "user.");

    private final FieldErrors errors;
    private final BodyFields fields;

    private FormBody(FieldErrors errors, BodyFields fields) {
        this.errors = errors;
        this.fields = fields;
    }

    /**
     * Returns the form; of no use once there are errors.
     *
     * @param createdAt of the form that it replaces, or now
     */
    static Form read(
            byte[] body, String project, String name, KeyBook keys, Instant createdAt, Instant now, FieldErrors errors)
            throws IOException {
        return new FormBody(errors, BodyFields.read(body, "a form", FIELDS, errors))
                .form(project, name, keys, createdAt, now);
    }

    private Form form(String project, String name, KeyBook keys, Instant createdAt, Instant now) {
        Optional<String> title = fields.text("title");
        title.ifPresent(text -> TextRules.label(errors, "title", text, TITLE_LENGTH));
        AnswerScale scale = scale();
        boolean comment = comment(scale);
        String language = language();
        Map<String, String> texts = texts(scale, comment, language);
        return new Form(
                project,
                name,
                title.orElse(null),
                question(),
                scale.kind(),
                language,
                texts,
                comment,
                tags(),
                metadata(),
                key(project, name, keys, now),
                fields.yesOrNo("enabled").orElse(true),
                createdAt,
                now);
    }

    private String question() {
        Optional<String> question = fields.text("question");
        if (question.isEmpty() && !isWrongKind("question")) {
            errors.add("question", "is missing", "say what you ask, as in \"How do you like exports?\"");
        }
        question.ifPresent(text -> TextRules.label(errors, "question", text, QUESTION_LENGTH));
        return question.orElse("");
    }

    private AnswerScale scale() {
        Optional<String> word = fields.text("kind");
        Optional<AnswerScale> scale = word.flatMap(AnswerScale::named);
        if (scale.isEmpty() && !isWrongKind("kind")) {
            errors.add(
                    "kind",
                    word.map(text -> "is " + TextRules.quote(text)).orElse("is missing"),
                    "use one of " + String.join(", ", AnswerScale.WORDS)
                            + word.flatMap(text -> Nearest.to(text, AnswerScale.WORDS))
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse(""));
        }
        return scale.orElse(AnswerScale.of(FormKind.TEXT));
    }

    private boolean comment(AnswerScale scale) {
        boolean comment = fields.yesOrNo("comment").orElse(true);
        if (!comment && scale == AnswerScale.TEXT && fields.node("kind").isTextual()) {
            errors.add("comment", "is false, and text is all that this form asks for", "leave it out");
        }
        return comment;
    }

    private String language() {
        String language = fields.text("language").orElse("en");
        try {
            if (language.length() <= LANGUAGE_LENGTH) {
                return new Locale.Builder().setLanguageTag(language).build().toLanguageTag();
            }
        } catch (IllformedLocaleException toBeTold) {
            // The next line reports it.
        }
        errors.add("language", "is " + TextRules.quote(language), "use a tag of BCP 47, as in \"en\" or \"pt-BR\"");
        return "en";
    }

    private Map<String, String> texts(AnswerScale scale, boolean comment, String language) {
        BodyFields given = fields.object("texts", "the texts of a form", FormWords.OWN);
        Map<String, String> texts = new HashMap<>();
        for (String name : FormWords.OWN) {
            given.text(name).ifPresent(text -> {
                TextRules.text(errors, "texts." + name, text, TEXT_LENGTH);
                texts.put(name, text);
            });
        }
        if (!FormWords.has(language)) {
            List<String> missing = FormWords.shown(scale, comment).stream()
                    .filter(name -> !texts.containsKey(name))
                    .toList();
            if (!missing.isEmpty()) {
                errors.add(
                        "texts",
                        "lacks " + String.join(", ", missing) + ", and Loop has no words in " + language,
                        "give them, or use one of " + String.join(", ", FormWords.languages()));
            }
        }
        return texts;
    }

    private List<String> tags() {
        JsonNode node = fields.node("tags");
        if (isAbsent(node)) {
            return List.of();
        }
        if (!node.isArray() || node.size() > MOST_TAGS) {
            errors.add(
                    "tags",
                    node.isArray() ? "has " + node.size() : "is not a list",
                    "send at most " + MOST_TAGS + ", as in [\"exports\"]");
            return List.of();
        }
        List<String> tags = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            String field = "tags[" + i + "]";
            String tag = node.get(i).asText().strip();
            if (!node.get(i).isTextual()) {
                errors.add(field, "is not text", "send text, in double quotes");
            } else if (tag.indexOf(',') >= 0) {
                errors.add(field, "has a comma, which separates tags", "send one tag at a time");
            } else if (!tags.contains(tag)) {
                TextRules.label(errors, field, tag, FeedbackRules.LABEL_LENGTH);
                tags.add(tag);
            }
        }
        return tags;
    }

    private Map<String, String> metadata() {
        JsonNode node = fields.node("metadata");
        if (isAbsent(node)) {
            return Map.of();
        }
        if (!node.isObject() || node.size() > MOST_METADATA) {
            errors.add(
                    "metadata",
                    node.isObject() ? "has " + node.size() + " entries" : "is not an object",
                    "send at most " + MOST_METADATA + ", as in {\"campaign\":\"june\"}");
            return Map.of();
        }
        Map<String, String> metadata = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String key = entry.getKey();
            String field = "metadata." + (key.length() > 64 ? key.substring(0, 64) + "…" : key);
            if (TAKEN.contains(key) || TAKEN_PREFIXES.stream().anyMatch(key::startsWith)) {
                errors.add(field, "is set by the answer itself", "use another name");
            } else if (!entry.getValue().isValueNode() || entry.getValue().isNull()) {
                errors.add(field, "is not text", "send text, a number, true or false");
            } else {
                TextRules.label(errors, field, key, FeedbackRules.METADATA_KEY_LENGTH);
                TextRules.text(errors, field, entry.getValue().asText(), FeedbackRules.METADATA_VALUE_LENGTH);
                metadata.put(key, entry.getValue().asText());
            }
        }
        return metadata;
    }

    private String key(String project, String name, KeyBook keys, Instant now) {
        Optional<String> id = fields.text("key");
        Optional<Caller> key = id.flatMap(given -> keys.publishable(project, given, now));
        if (key.isEmpty() && !isWrongKind("key")) {
            errors.add(
                    "key",
                    id.map(given -> "is " + TextRules.quote(given) + ", which is no publishable key of the project")
                            .orElse("is missing"),
                    "name the id of one, as in \"key_4x9d2m6p8q0r\": GET /v1/keys lists them");
        }
        if (key.isPresent() && !key.get().answers(name)) {
            errors.add(
                    "key",
                    "is " + TextRules.quote(key.get().keyId()) + ", which answers other forms alone",
                    "add the form to its forms with PATCH /v1/keys/" + key.get().keyId() + ", or name another key");
        }
        // The id under which items are named and counted.
        return key.flatMap(Caller::publishable).map(PublishableKey::id).orElse("");
    }

    /** Returns whether the field is of a wrong kind, which is told already. */
    private boolean isWrongKind(String name) {
        return !isAbsent(fields.node(name)) && !fields.node(name).isTextual();
    }

    private static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }
}
