package dev.loop.api.feedback;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.item.FeedbackJson;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.Facets;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Counts found items by the requested fields: the most frequent values first, then by name. */
final class FacetFields {

    /** The fields that a call can request. */
    static final List<String> WORDS = List.of("tag", "plan", "source", "sentiment", "status");

    private static final int MOST_VALUES = 100;

    static Optional<String> word(String word) {
        return WORDS.contains(word) ? Optional.of(word) : Optional.empty();
    }

    static void write(JsonGenerator json, Set<String> wanted, Facets facets) throws IOException {
        json.writeObjectFieldStart("facets");
        json.writeNumberField("total", facets.outcomes().total());
        for (String word : WORDS) {
            if (wanted.contains(word)) {
                write(json, word, counts(word, facets));
            }
        }
        json.writeEndObject();
    }

    private static Map<String, Long> counts(String word, Facets facets) {
        Map<String, Long> counts = new LinkedHashMap<>();
        switch (word) {
            case "sentiment" -> {
                for (Sentiment sentiment : List.of(Sentiment.POSITIVE, Sentiment.NEUTRAL, Sentiment.NEGATIVE)) {
                    counts.put(FeedbackJson.word(sentiment), facets.outcomes().count(sentiment));
                }
            }
            case "status" -> {
                counts.put(FeedbackJson.word(Status.OPEN), facets.outcomes().open());
                counts.put(FeedbackJson.word(Status.RESOLVED), facets.outcomes().resolved());
            }
            default -> counts.putAll(facets.names().get(Dimension.ofWord(word).orElseThrow()));
        }
        return counts;
    }

    private static void write(JsonGenerator json, String word, Map<String, Long> counts) throws IOException {
        List<Map.Entry<String, Long>> values = counts.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .toList();
        json.writeObjectFieldStart(word);
        json.writeArrayFieldStart("values");
        for (Map.Entry<String, Long> value : values.subList(0, Math.min(MOST_VALUES, values.size()))) {
            json.writeStartObject();
            if (value.getKey().isEmpty()) {
                json.writeNullField("value");
            } else {
                json.writeStringField("value", value.getKey());
            }
            json.writeNumberField("items", value.getValue());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField(
                "other",
                values.stream().skip(MOST_VALUES).mapToLong(Map.Entry::getValue).sum());
        json.writeEndObject();
    }

    private FacetFields() {}
}
