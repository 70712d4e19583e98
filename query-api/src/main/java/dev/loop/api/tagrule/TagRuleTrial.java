package dev.loop.api.tagrule;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.http.AsOfFields;
import dev.loop.question.AsOf;
import dev.loop.question.Questions;
import dev.loop.question.Questions.FeedbackCursor;
import dev.loop.question.Questions.FeedbackPage;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.TagRule;
import dev.loop.schemas.text.Rfc3339;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Tally;
import dev.loop.topology.tag.ReadyRule;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a rule would change among the items that are there, newest first, and how the counts by tag would differ. It keeps
 * a number for each tag and a few items.
 */
final class TagRuleTrial {

    private static final int PAGE = 1_000;
    private static final int MOST_SAMPLES = 20;

    /** The limit of tags whose counts are told, those that differ most first. */
    private static final int MOST_TAGS = 100;

    private static final Duration LONGEST = Duration.ofSeconds(8);
    private static final int SHOWN = 300;

    private static final class Move {
        private long total;
        private long negative;

        private void add(Feedback item, int sign) {
            total += sign;
            negative += item.getSentiment() == Sentiment.NEGATIVE ? sign : 0;
        }
    }

    private final ReadyRule rule;
    private final Map<Optional<String>, Move> moves = new HashMap<>();
    private final Map<Optional<String>, Tally> counts = new HashMap<>();
    private final List<Feedback> samples = new ArrayList<>();
    private long looked;
    private long changes;
    private Optional<Feedback> last = Optional.empty();
    private boolean complete;
    private long total;
    private AsOf asOf;

    private TagRuleTrial(TagRule rule, Questions questions, ThemeLookup themes) {
        this.rule = new ReadyRule(rule, themes.in(rule.getProject()));
        var table = questions.sentiment(FeedbackFilter.all(rule.getProject()), List.of(Dimension.TAG));
        table.rows().forEach(row -> counts.put(Optional.ofNullable(row.group().get(0)), row.tally()));
        this.total = questions.sentiment(RuleScan.of(rule), List.of()).total().total();
        this.asOf = table.asOf();
    }

    /** @param most items that are looked at, newest first; fewer where that takes too long */
    static TagRuleTrial of(TagRule rule, Questions questions, ThemeLookup themes, int most) {
        var trial = new TagRuleTrial(rule, questions, themes);
        trial.look(questions, RuleScan.of(rule), most);
        return trial;
    }

    private void look(Questions questions, FeedbackFilter filter, int most) {
        long end = System.nanoTime() + LONGEST.toNanos();
        Optional<FeedbackCursor> after = Optional.empty();
        do {
            FeedbackPage page = questions.list(filter, after, (int) Math.min(PAGE, most - looked));
            asOf = asOf.and(page.asOf());
            page.items().forEach(this::item);
            after = page.next();
        } while (after.isPresent() && looked < most && System.nanoTime() - end < 0);
        complete = after.isEmpty();
        total = Math.max(total, looked);
    }

    private void item(Feedback item) {
        looked++;
        last = Optional.of(item);
        Optional<String> after = Optional.of(rule.rule().getTag());
        if (item.getTag().equals(after) || !rule.mayReplace(item.getTag()) || !rule.takes(item)) {
            return;
        }
        changes++;
        moves.computeIfAbsent(item.getTag(), first -> new Move()).add(item, -1);
        moves.computeIfAbsent(after, first -> new Move()).add(item, 1);
        if (samples.size() < MOST_SAMPLES) {
            samples.add(item);
        }
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("version", rule.rule().getVersion());
        json.writeNumberField("looked", looked);
        json.writeNumberField("total", total);
        json.writeBooleanField("complete", complete);
        if (!complete && last.isPresent()) {
            json.writeStringField(
                    "since", Rfc3339.format(last.get().getCreatedAt().toEpochMilli()));
        }
        json.writeNumberField("changes", changes);
        json.writeArrayFieldStart("tags");
        List<Map.Entry<Optional<String>, Move>> differing = moves.entrySet().stream()
                .sorted(Comparator.comparingLong(
                                (Map.Entry<Optional<String>, Move> entry) -> -Math.abs(entry.getValue().total))
                        .thenComparing(entry -> entry.getKey().orElse("")))
                .toList();
        for (var entry : differing.subList(0, Math.min(MOST_TAGS, differing.size()))) {
            Tally before = counts.getOrDefault(entry.getKey(), new Tally());
            json.writeStartObject();
            tag(json, "tag", entry.getKey());
            count(json, "before", before.total(), before.negative());
            count(
                    json,
                    "after",
                    before.total() + entry.getValue().total,
                    before.negative() + entry.getValue().negative);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("differingTags", differing.size());
        json.writeArrayFieldStart("sample");
        for (Feedback item : samples) {
            json.writeStartObject();
            json.writeStringField("id", item.getId());
            json.writeStringField(
                    "createdAt", Rfc3339.format(item.getCreatedAt().toEpochMilli()));
            json.writeStringField("message", beginning(item.getMessage()));
            tag(json, "before", item.getTag());
            json.writeStringField("after", rule.rule().getTag());
            json.writeEndObject();
        }
        json.writeEndArray();
        AsOfFields.write(json, asOf);
        json.writeEndObject();
    }

    private static void tag(JsonGenerator json, String name, Optional<String> tag) throws IOException {
        if (tag.isPresent()) {
            json.writeStringField(name, tag.get());
        } else {
            json.writeNullField(name);
        }
    }

    private static void count(JsonGenerator json, String name, long total, long negative) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("total", total);
        json.writeNumberField("negative", negative);
        json.writeEndObject();
    }

    private static String beginning(String message) {
        if (message.length() <= SHOWN) {
            return message;
        }
        int end = Character.isHighSurrogate(message.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
        return message.substring(0, end) + "…";
    }
}
