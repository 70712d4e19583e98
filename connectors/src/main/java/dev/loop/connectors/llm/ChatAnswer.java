package dev.loop.connectors.llm;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.loop.connectors.llm.LlmAnswer.Chances;
import dev.loop.connectors.llm.LlmAnswer.Said;
import dev.loop.schemas.avro.Sentiment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a server sends back. The content has to be the object that was asked for, field by field; anything else is
 * refused as a whole, since a text can talk a model into other words.
 *
 * @param said empty if the content is not what was asked for
 * @param input tokens as the server counts them; empty if it does not tell
 */
record ChatAnswer(Optional<Said> said, OptionalLong input, OptionalLong output) {

    static final ChatAnswer UNREADABLE = new ChatAnswer(Optional.empty(), OptionalLong.empty(), OptionalLong.empty());

    private static final Map<String, Sentiment> SENTIMENTS =
            Map.of("negative", Sentiment.NEGATIVE, "neutral", Sentiment.NEUTRAL, "positive", Sentiment.POSITIVE);

    private static final Set<String> FIELDS = Set.of("sentiment", "chances", "language", "quotes");
    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}");
    private static final double ROUNDING = 0.02;
    private static final long MOST_TOKENS = 10_000_000;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static ChatAnswer read(byte[] body) {
        JsonNode whole = tree(() -> JSON.readTree(body));
        if (whole == null) {
            return UNREADABLE;
        }
        JsonNode content = whole.path("choices").path(0).path("message").path("content");
        return new ChatAnswer(
                content.isTextual() ? content(content.textValue()) : Optional.empty(),
                tokens(whole.path("usage").path("prompt_tokens")),
                tokens(whole.path("usage").path("completion_tokens")));
    }

    static Optional<Said> content(String text) {
        JsonNode answer = tree(() -> JSON.readTree(text));
        if (answer == null || !has(answer, FIELDS)) {
            return Optional.empty();
        }
        Sentiment sentiment = SENTIMENTS.get(answer.get("sentiment").asText());
        Optional<Chances> chances = chances(answer.get("chances"));
        String language = answer.get("language").asText().strip().toLowerCase(Locale.ROOT);
        Optional<List<String>> quotes = quotes(answer.get("quotes"));
        if (sentiment == null
                || chances.isEmpty()
                || chances.get().of(sentiment)
                        < Stream.of(Sentiment.NEGATIVE, Sentiment.NEUTRAL, Sentiment.POSITIVE)
                                .map(chances.get()::of)
                                .max(Comparator.naturalOrder())
                                .orElseThrow()
                || !LANGUAGE.matcher(language).matches()
                || quotes.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Said(sentiment, chances.get(), language, quotes.get()));
    }

    private static Optional<Chances> chances(JsonNode given) {
        if (!has(given, SENTIMENTS.keySet())) {
            return Optional.empty();
        }
        for (JsonNode chance : given) {
            if (!chance.isNumber() || !(chance.doubleValue() >= 0 && chance.doubleValue() <= 1)) {
                return Optional.empty();
            }
        }
        double negative = given.get("negative").doubleValue();
        double neutral = given.get("neutral").doubleValue();
        double positive = given.get("positive").doubleValue();
        double sum = negative + neutral + positive;
        return Math.abs(sum - 1) > ROUNDING
                ? Optional.empty()
                : Optional.of(new Chances(negative / sum, neutral / sum, positive / sum));
    }

    private static Optional<List<String>> quotes(JsonNode given) {
        if (!given.isArray() || given.size() > ChatRequest.MOST_QUOTES) {
            return Optional.empty();
        }
        List<String> quotes = new ArrayList<>();
        for (JsonNode quote : given) {
            if (!quote.isTextual()) {
                return Optional.empty();
            }
            quotes.add(quote.textValue());
        }
        return Optional.of(quotes);
    }

    private static boolean has(JsonNode object, Set<String> fields) {
        return object.isObject()
                && object.size() == fields.size()
                && fields.stream().allMatch(object::has);
    }

    private static OptionalLong tokens(JsonNode count) {
        return count.isIntegralNumber()
                        && count.canConvertToLong()
                        && count.longValue() >= 0
                        && count.longValue() <= MOST_TOKENS
                ? OptionalLong.of(count.longValue())
                : OptionalLong.empty();
    }

    private interface Reading {
        JsonNode tree() throws IOException;
    }

    /** Returns null for what is not JSON. */
    private static @Nullable JsonNode tree(Reading reading) {
        try {
            return reading.tree();
        } catch (IOException notJson) {
            return null;
        }
    }
}
