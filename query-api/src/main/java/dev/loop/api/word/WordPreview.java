package dev.loop.api.word;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.question.Questions;
import dev.loop.question.Questions.FeedbackCursor;
import dev.loop.question.Questions.FeedbackPage;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.JudgedBy;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.intake.analyser.RuleVerdict;
import dev.loop.schemas.intake.analyser.SentimentRules;
import dev.loop.schemas.item.FeedbackJson;
import dev.loop.topology.question.FeedbackFilter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What rules with other words would say of the newest items: of those that rules have judged, beside what stands; of those
 * that people have said, beside the rules in force.
 */
final class WordPreview {

    private static final int PAGE = 1_000;
    private static final int MOST_EXAMPLES = 20;
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final String OWN_WORD = "own word";

    private record Turn(Sentiment from, Sentiment to) {}

    private record Example(Feedback item, RuleVerdict verdict) {}

    private final SentimentRules then;
    private final SentimentRules now;
    private final Map<Turn, Integer> turns =
            new TreeMap<>(Comparator.comparing(Turn::from).thenComparing(Turn::to));
    private final List<Example> examples = new ArrayList<>();
    private int looked;
    private boolean complete;
    private int judged;
    private int byModel;
    private int changed;
    private int unsureNow;
    private int unsureThen;
    private int said;
    private int rightNow;
    private int rightThen;

    private WordPreview(SentimentRules then, SentimentRules now) {
        this.then = then;
        this.now = now;
    }

    /** @param most items that are looked at, newest first; fewer where that takes too long */
    static WordPreview of(SentimentRules then, SentimentRules now, Questions questions, String project, int most) {
        var preview = new WordPreview(then, now);
        preview.look(questions, FeedbackFilter.all(project), most);
        return preview;
    }

    private void look(Questions questions, FeedbackFilter filter, int most) {
        long end = System.nanoTime() + LONGEST.toNanos();
        Optional<FeedbackCursor> after = Optional.empty();
        do {
            FeedbackPage page = questions.list(filter, after, Math.min(PAGE, most - looked));
            page.items().forEach(this::take);
            looked += page.items().size();
            after = page.next();
        } while (after.isPresent() && looked < most && System.nanoTime() - end < 0);
        complete = after.isEmpty();
    }

    private void take(Feedback item) {
        if (item.getJudgedBy().filter(JudgedBy.RULES::equals).isPresent()) {
            judged(item);
        } else if (item.getJudgedBy().isPresent()) {
            byModel++;
        } else if (item.getPersonWord().isPresent()) {
            said++;
            rightNow += now.judge(item.getMessage()).sentiment() == item.getSentiment() ? 1 : 0;
            rightThen += then.judge(item.getMessage()).sentiment() == item.getSentiment() ? 1 : 0;
        }
    }

    private void judged(Feedback item) {
        RuleVerdict verdict = then.judge(item.getMessage());
        judged++;
        unsureNow += item.getUnsure() ? 1 : 0;
        unsureThen += verdict.unsure() ? 1 : 0;
        if (verdict.sentiment() != item.getSentiment()) {
            changed++;
            turns.merge(new Turn(item.getSentiment(), verdict.sentiment()), 1, Integer::sum);
            if (examples.size() < MOST_EXAMPLES) {
                examples.add(new Example(item, then.explain(item.getMessage())));
            }
        }
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("rules", then.version());
        json.writeNumberField("looked", looked);
        json.writeBooleanField("complete", complete);
        json.writeNumberField("items", judged);
        json.writeNumberField("byModel", byModel);
        json.writeNumberField("changed", changed);
        json.writeNumberField("unsure", unsureThen);
        json.writeNumberField("unsureBefore", unsureNow);
        json.writeArrayFieldStart("changes");
        for (Map.Entry<Turn, Integer> turn : turns.entrySet()) {
            json.writeStartObject();
            json.writeStringField("from", FeedbackJson.word(turn.getKey().from()));
            json.writeStringField("to", FeedbackJson.word(turn.getKey().to()));
            json.writeNumberField("items", turn.getValue());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeObjectFieldStart("people");
        json.writeNumberField("items", said);
        json.writeNumberField("right", rightThen);
        json.writeNumberField("rightBefore", rightNow);
        json.writeEndObject();
        json.writeArrayFieldStart("examples");
        for (Example example : examples) {
            write(json, example);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Example example) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", example.item().getId());
        json.writeStringField("message", example.item().getMessage());
        json.writeStringField("from", FeedbackJson.word(example.item().getSentiment()));
        json.writeStringField("to", FeedbackJson.word(example.verdict().sentiment()));
        json.writeArrayFieldStart("words");
        for (String word : example.verdict().terms().stream()
                .filter(term -> term.because().contains(OWN_WORD))
                .map(term -> term.term())
                .distinct()
                .toList()) {
            json.writeString(word);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
