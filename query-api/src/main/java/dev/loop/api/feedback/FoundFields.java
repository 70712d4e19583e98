package dev.loop.api.feedback;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.feedback.NearDuplicates.Folded;
import dev.loop.question.Questions.AlikePage;
import dev.loop.question.Questions.Meaning;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.item.FeedbackJson;
import dev.loop.schemas.item.MeaningVector;
import dev.loop.topology.text.TextQuery;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Writes items with why they were found, and how a search was understood. */
final class FoundFields {

    /** @param fold whether one item stands for others that say nearly the same */
    static void items(
            JsonGenerator json, List<Feedback> items, Optional<TextQuery> text, Optional<Meaning> meaning, boolean fold)
            throws IOException {
        json.writeArrayFieldStart("data");
        for (Folded one : fold ? NearDuplicates.of(items) : standing(items)) {
            Feedback item = one.item();
            json.writeStartObject();
            FeedbackJson.writeFields(json, item);
            Optional<String> highlight = text.flatMap(query -> Highlight.of(item, query));
            if (highlight.isPresent()) {
                json.writeStringField("highlight", highlight.get());
            }
            Optional<ByteBuffer> vector = meaning.flatMap(to -> item.getVector());
            if (vector.isPresent()) {
                byte[] asked = MeaningVector.array(meaning.orElseThrow().vector());
                json.writeNumberField("likeness", MeaningVector.cosine(asked, MeaningVector.array(vector.get())));
            }
            if (!one.others().isEmpty()) {
                json.writeArrayFieldStart("folded");
                for (Feedback other : one.others()) {
                    json.writeString(other.getId());
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static List<Folded> standing(List<Feedback> items) {
        return items.stream().map(item -> new Folded(item, List.of())).toList();
    }

    /** Writes how the search was understood; nothing for a list that is none. */
    static void search(JsonGenerator json, Optional<TextQuery> text, Optional<AlikePage> alike) throws IOException {
        if (text.isEmpty() && alike.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("search");
        json.writeArrayFieldStart("forms");
        for (String word : text.map(TextQuery::wordsWithForms).orElseGet(TreeSet::new)) {
            json.writeString(word);
        }
        json.writeEndArray();
        if (alike.isPresent()) {
            json.writeNumberField("unread", alike.get().unread());
        }
        json.writeEndObject();
    }

    private FoundFields() {}
}
