package dev.loop.api.masking;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.question.Questions;
import dev.loop.question.Questions.FeedbackCursor;
import dev.loop.question.Questions.FeedbackPage;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.mask.Mask;
import dev.loop.schemas.mask.Masked;
import dev.loop.schemas.mask.Masking;
import dev.loop.topology.question.FeedbackFilter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What rules would take out of the newest items of a project as they stand. It tells kinds and places, and texts only
 * as they would be.
 */
final class MaskingPreview {

    private static final int PAGE = 1_000;
    private static final int MOST_EXAMPLES = 20;
    private static final int AROUND = 40;
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private record Kind(String kind, String field) {}

    private static final class Count {
        private long items;
        private long places;
    }

    private record Example(String id, Kind kind, int from, int to, String text) {}

    private final Masking masking;
    private final Map<Kind, Count> counts = new HashMap<>();
    private final Map<Kind, Integer> shown = new HashMap<>();
    private final List<Example> examples = new ArrayList<>();
    private long looked;
    private long changed;
    private long refused;
    private boolean complete;

    private MaskingPreview(Masking masking) {
        this.masking = masking;
    }

    /** @param most items that are looked at, newest first; fewer where that takes too long */
    static MaskingPreview of(Masking masking, Questions questions, String project, int most) {
        var preview = new MaskingPreview(masking);
        preview.look(questions, FeedbackFilter.all(project), most);
        return preview;
    }

    private void look(Questions questions, FeedbackFilter filter, int most) {
        long end = System.nanoTime() + LONGEST.toNanos();
        Optional<FeedbackCursor> after = Optional.empty();
        do {
            FeedbackPage page = questions.list(filter, after, (int) Math.min(PAGE, most - looked));
            for (Feedback item : page.items()) {
                looked++;
                item(item);
            }
            after = page.next();
        } while (after.isPresent() && looked < most && System.nanoTime() - end < 0);
        complete = after.isEmpty();
    }

    private void item(Feedback item) {
        Set<Kind> kinds = new HashSet<>();
        part(item, "message", item.getMessage(), kinds);
        item.getSource().ifPresent(text -> part(item, "source", text, kinds));
        item.getTag().ifPresent(text -> part(item, "tag", text, kinds));
        item.getPlan().ifPresent(text -> part(item, "plan", text, kinds));
        item.getMetadata().forEach((key, value) -> part(item, "metadata." + key, value, kinds));
        kinds.forEach(kind -> count(kind).items++);
        changed += kinds.isEmpty() ? 0 : 1;
        boolean named = holds(item.getUserId())
                || item.getExternalId().filter(this::holds).isPresent()
                || item.getMetadata().keySet().stream().anyMatch(this::holds);
        refused += named ? 1 : 0;
    }

    private boolean holds(String name) {
        return !masking.mask(name).masks().isEmpty();
    }

    private void part(Feedback item, String field, String text, Set<Kind> kinds) {
        Masked masked = masking.mask(text);
        for (Mask mask : masked.masks()) {
            var kind = new Kind(mask.kind(), field.startsWith("metadata.") ? "metadata" : field);
            kinds.add(kind);
            count(kind).places++;
            // A kind that is found everywhere must not take the place of a rare one.
            if (examples.size() < MOST_EXAMPLES && shown.merge(kind, 1, Integer::sum) <= 3) {
                examples.add(new Example(
                        item.getId(),
                        new Kind(mask.kind(), field),
                        mask.from(),
                        mask.to(),
                        around(masked.text(), mask.from(), mask.to())));
            }
        }
    }

    private Count count(Kind kind) {
        return counts.computeIfAbsent(kind, first -> new Count());
    }

    private static String around(String text, int from, int to) {
        int begin = Math.max(0, from - AROUND);
        int end = Math.min(text.length(), to + AROUND);
        begin += begin > 0 && Character.isLowSurrogate(text.charAt(begin)) ? 1 : 0;
        end -= end < text.length() && Character.isLowSurrogate(text.charAt(end)) ? 1 : 0;
        return (begin > 0 ? "…" : "") + text.substring(begin, end) + (end < text.length() ? "…" : "");
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("looked", looked);
        json.writeBooleanField("complete", complete);
        json.writeNumberField("items", changed);
        json.writeNumberField("refused", refused);
        json.writeArrayFieldStart("kinds");
        List<Map.Entry<Kind, Count>> sorted = new ArrayList<>(counts.entrySet());
        sorted.sort(Comparator.comparingLong((Map.Entry<Kind, Count> entry) -> -entry.getValue().items)
                .thenComparing(entry -> entry.getKey().kind())
                .thenComparing(entry -> entry.getKey().field()));
        for (Map.Entry<Kind, Count> entry : sorted) {
            json.writeStartObject();
            json.writeStringField("kind", entry.getKey().kind());
            json.writeStringField("field", entry.getKey().field());
            json.writeNumberField("items", entry.getValue().items);
            json.writeNumberField("places", entry.getValue().places);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("examples");
        for (Example example : examples) {
            json.writeStartObject();
            json.writeStringField("id", example.id());
            json.writeStringField("field", example.kind().field());
            json.writeStringField("kind", example.kind().kind());
            json.writeArrayFieldStart("at");
            json.writeNumber(example.from());
            json.writeNumber(example.to());
            json.writeEndArray();
            json.writeStringField("text", example.text());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
