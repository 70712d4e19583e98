package dev.loop.api.model;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.connectors.analyst.Ruling;
import dev.loop.connectors.analyst.SentimentModel;
import dev.loop.question.Questions;
import dev.loop.question.Questions.FeedbackCursor;
import dev.loop.question.Questions.FeedbackPage;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.JudgedBy;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.intake.analyser.RuleNumbers;
import dev.loop.schemas.intake.analyser.SentimentRules;
import dev.loop.schemas.item.FeedbackJson;
import dev.loop.topology.question.FeedbackFilter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a model would say of the newest items whose sentiment a machine has judged, beside what stands. It changes nothing,
 * and counts nothing that a person or a sender has said: a model leaves that alone.
 */
final class ModelPreview {

    private static final int PAGE = 500;
    private static final int MOST_EXAMPLES = 20;
    /** The most groups of each field. */
    private static final int MOST_GROUPS = 20;

    private static final Map<String, Function<Feedback, Optional<String>>> FIELDS = new TreeMap<>(Map.of(
            "tag", Feedback::getTag,
            "plan", Feedback::getPlan,
            "source", Feedback::getSource,
            "language", Feedback::getLanguage));

    private record Change(Feedback item, Ruling ruling) {}

    private record Turn(Sentiment from, Sentiment to) {}

    private static final class Count {
        private int items;
        private int changed;
    }

    private final SentimentModel model;
    private final SentimentRules rules;
    private final Count all = new Count();
    private final Map<String, Map<String, Count>> groups = new TreeMap<>();
    private final Map<Turn, Integer> turns =
            new TreeMap<>(Comparator.comparing(Turn::from).thenComparing(Turn::to));
    private final List<Change> examples = new ArrayList<>();
    private int said;
    private int unread;
    private int unsureNow;
    private int unsureThen;

    private ModelPreview(SentimentModel model, SentimentRules rules) {
        this.model = model;
        this.rules = rules;
    }

    /**
     * @param rules those of the project
     * @param most how many items are looked through, judged or not
     */
    static ModelPreview of(SentimentModel model, SentimentRules rules, Questions questions, String project, int most) {
        ModelPreview preview = new ModelPreview(model, rules);
        Optional<FeedbackCursor> after = Optional.empty();
        int left = most;
        do {
            FeedbackPage page = questions.list(FeedbackFilter.all(project), after, Math.min(PAGE, left));
            page.items().forEach(preview::take);
            left -= page.items().size();
            after = page.next();
        } while (left > 0 && after.isPresent());
        return preview;
    }

    private void take(Feedback item) {
        if (item.getJudgedBy().isEmpty()) {
            said++;
            return;
        }
        Optional<Ruling> ruling = ruling(item);
        if (ruling.isEmpty()) {
            unread++;
            return;
        }
        Ruling then = ruling.get();
        boolean changes = then.sentiment() != item.getSentiment();
        count(all, changes);
        FIELDS.forEach((field, value) -> count(
                groups.computeIfAbsent(field, key -> new TreeMap<>())
                        .computeIfAbsent(value.apply(item).orElse(""), key -> new Count()),
                changes));
        unsureNow += item.getUnsure() ? 1 : 0;
        unsureThen += then.unsure() ? 1 : 0;
        if (changes) {
            turns.merge(new Turn(item.getSentiment(), then.sentiment()), 1, Integer::sum);
            if (examples.size() < MOST_EXAMPLES) {
                examples.add(new Change(item, then));
            }
        }
    }

    private static void count(Count count, boolean changes) {
        count.items++;
        count.changed += changes ? 1 : 0;
    }

    /** Returns what the model would say; empty where no analyst has read the message, or where the model cannot. */
    private Optional<Ruling> ruling(Feedback item) {
        if (item.getVector().isEmpty()
                || item.getLanguage().filter(model.languages()::contains).isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer vector = item.getVector().get().duplicate();
        byte[] bytes = new byte[vector.remaining()];
        vector.get(bytes);
        double[] numbers = RuleNumbers.of(SentimentRules.SHIPPED.explain(item.getMessage()), item.getMessage());
        return Optional.of(Ruling.of(model.chances(SentimentModel.features(bytes, numbers)), rulesWord(item)));
    }

    /** Returns the word of the rules that a model would find: that of the project's own words, too. */
    private Sentiment rulesWord(Feedback item) {
        return item.getJudgedBy().filter(JudgedBy.RULES::equals).isPresent()
                ? item.getSentiment()
                : rules.judge(item.getMessage()).sentiment();
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("version", model.version());
        json.writeNumberField("items", all.items);
        json.writeNumberField("changed", all.changed);
        json.writeNumberField("unsure", unsureThen);
        json.writeNumberField("unsureBefore", unsureNow);
        json.writeNumberField("saidBySomebody", said);
        json.writeNumberField("unread", unread);
        json.writeArrayFieldStart("changes");
        for (Map.Entry<Turn, Integer> turn : turns.entrySet()) {
            json.writeStartObject();
            json.writeStringField("from", FeedbackJson.word(turn.getKey().from()));
            json.writeStringField("to", FeedbackJson.word(turn.getKey().to()));
            json.writeNumberField("items", turn.getValue());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("groups");
        for (Map.Entry<String, Map<String, Count>> field : groups.entrySet()) {
            List<Map.Entry<String, Count>> largest = field.getValue().entrySet().stream()
                    .sorted(Comparator.comparing(group -> -group.getValue().items))
                    .limit(MOST_GROUPS)
                    .toList();
            for (Map.Entry<String, Count> group : largest) {
                json.writeStartObject();
                json.writeStringField("by", field.getKey());
                json.writeStringField("value", orNull(group.getKey()));
                json.writeNumberField("items", group.getValue().items);
                json.writeNumberField("changed", group.getValue().changed);
                json.writeEndObject();
            }
        }
        json.writeEndArray();
        json.writeArrayFieldStart("examples");
        for (Change change : examples) {
            json.writeStartObject();
            json.writeStringField("id", change.item().getId());
            json.writeStringField("message", change.item().getMessage());
            json.writeStringField("from", FeedbackJson.word(change.item().getSentiment()));
            json.writeStringField("to", FeedbackJson.word(change.ruling().sentiment()));
            json.writeBooleanField("unsure", change.ruling().unsure());
            json.writeNumberField("sure", change.ruling().sure().orElseThrow());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static @Nullable String orNull(String value) {
        return value.isEmpty() ? null : value;
    }
}
