package dev.loop.api.word;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.http.BodyFields;
import dev.loop.schemas.avro.SentimentWord;
import dev.loop.schemas.avro.SentimentWords;
import dev.loop.schemas.intake.analyser.OwnWords;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.TextRules;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads words of sentiment from the body of a call. It finds all errors at once. */
final class WordBody {

    private static final List<String> WORD = List.of("text", "value");

    private final FieldErrors errors;

    /** The entry of each text. */
    private final Map<String, String> texts = new HashMap<>();

    private WordBody(FieldErrors errors) {
        this.errors = errors;
    }

    /** Returns the words; of no use once there are errors. */
    static SentimentWords read(byte[] body, Instant now, Optional<String> by, FieldErrors errors) throws IOException {
        BodyFields fields = BodyFields.read(body, "words of sentiment", List.of("words"), errors);
        return OwnWords.of(new WordBody(errors).words(fields), now, by);
    }

    private List<SentimentWord> words(BodyFields fields) {
        JsonNode given = fields.node("words");
        if (!given.isArray()) {
            errors.add(
                    "words",
                    fields.given("words") ? "is no list" : "is missing",
                    "list objects with text and value; an empty list takes all own words away");
            return List.of();
        }
        if (given.size() > OwnWords.MOST) {
            errors.add("words", "holds " + given.size() + " entries", "use at most " + OwnWords.MOST);
            return List.of();
        }
        List<SentimentWord> words = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            word("words[" + i + "]", given.get(i)).ifPresent(words::add);
        }
        return words;
    }

    private Optional<SentimentWord> word(String at, JsonNode given) {
        JsonNode text = given.path("text");
        JsonNode value = given.path("value");
        if (!given.isObject() || given.size() != WORD.size() || !text.isTextual() || !value.isNumber()) {
            errors.add(at, "is no object with a text and a number as value", "use {\"text\":\"goated\",\"value\":3}");
            return Optional.empty();
        }
        Optional<String> usable = text(at, text.textValue());
        if (!(Math.abs(value.doubleValue()) <= OwnWords.HIGHEST)) {
            errors.add(
                    at + ".value",
                    "is " + value.asText(),
                    "use a number from -" + OwnWords.HIGHEST + " (negative) to " + OwnWords.HIGHEST
                            + " (positive); 0 silences a word");
            return Optional.empty();
        }
        return usable.map(word -> new SentimentWord(word, (float) value.doubleValue()));
    }

    private Optional<String> text(String at, String given) {
        String field = at + ".text";
        String text = OwnWords.normal(given);
        var found = new FieldErrors();
        TextRules.label(found, field, text, OwnWords.LENGTH);
        if (found.isEmpty()) {
            OwnWords.problem(text)
                    .ifPresent(problem -> found.add(
                            field,
                            problem,
                            "use a word, words with blanks between them, one emoji, or an emoticon; words such as very"
                                    + " and but, which change the value of others, have none of their own"));
        }
        if (found.isEmpty()) {
            String first = texts.putIfAbsent(text, at);
            if (first != null) {
                found.add(field, "is " + TextRules.quote(text) + ", as is " + first, "list each text once");
            }
        }
        found.toList().forEach(error -> errors.add(error.field(), error.problem(), error.remedy()));
        return found.isEmpty() ? Optional.of(text) : Optional.empty();
    }
}
