package dev.loop.api.tagrule;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.TagReplaces;
import dev.loop.schemas.avro.TagRule;
import dev.loop.schemas.avro.TagRun;
import dev.loop.schemas.item.FeedbackJson;
import dev.loop.schemas.text.Rfc3339;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes rules and their runs as answers have them. A rule can be put again as it was read, without its stamps. */
final class TagRuleFields {

    static void write(JsonGenerator json, TagRule rule) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", rule.getName());
        json.writeStringField("version", rule.getVersion());
        json.writeObjectFieldStart("if");
        optional(json, "q", rule.getQuery());
        optional(json, "like", rule.getLikeText());
        if (rule.getLikeItem().isPresent()) {
            json.writeObjectFieldStart("like");
            json.writeStringField("item", rule.getLikeItem().get());
            json.writeEndObject();
        }
        if (rule.getAtLeast().isPresent()) {
            json.writeNumberField("atLeast", rule.getAtLeast().get());
        }
        optional(json, "theme", rule.getTheme());
        values(json, "source", rule.getSources());
        values(json, "plan", rule.getPlans());
        values(json, "language", rule.getLanguages());
        values(
                json,
                "sentiment",
                rule.getSentiments().stream()
                        .filter(sentiment -> sentiment != Sentiment.UNKNOWN)
                        .map(FeedbackJson::word)
                        .toList());
        json.writeEndObject();
        json.writeStringField("tag", rule.getTag());
        if (rule.getReplaces() == TagReplaces.LISTED) {
            values(json, "replaces", rule.getReplaced());
        } else {
            json.writeStringField("replaces", rule.getReplaces() == TagReplaces.ANY ? "any" : "untagged");
        }
        json.writeBooleanField("on", rule.getOn());
        json.writeStringField("createdAt", Rfc3339.format(rule.getCreatedAt().toEpochMilli()));
        json.writeStringField("updatedAt", Rfc3339.format(rule.getUpdatedAt().toEpochMilli()));
        optional(json, "updatedBy", rule.getUpdatedBy());
        json.writeEndObject();
    }

    static void write(JsonGenerator json, TagRun run) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", run.getId());
        json.writeStringField("rule", run.getRule().getName());
        json.writeStringField("version", run.getRule().getVersion());
        json.writeStringField("tag", run.getRule().getTag());
        json.writeStringField("state", run.getState().name().toLowerCase(Locale.ROOT));
        json.writeNumberField("done", run.getDone());
        json.writeNumberField("total", Math.max(run.getTotal(), run.getDone()));
        json.writeNumberField("changed", run.getChanged());
        json.writeNumberField("undone", run.getUndone());
        json.writeNumberField("rate", rate(run));
        json.writeStringField("startedAt", Rfc3339.format(run.getStartedAt().toEpochMilli()));
        optional(json, "startedBy", run.getStartedBy());
        json.writeStringField("updatedAt", Rfc3339.format(run.getUpdatedAt().toEpochMilli()));
        json.writeEndObject();
    }

    /** Returns the items that were looked at in a second, since the run or its undoing began. */
    private static long rate(TagRun run) {
        long millis = Duration.between(run.getBeganAt(), run.getUpdatedAt()).toMillis();
        return millis <= 0 ? 0 : run.getDone() * 1000 / millis;
    }

    private static void values(JsonGenerator json, String name, List<String> values) throws IOException {
        if (values.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private static void optional(JsonGenerator json, String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, value.get());
        }
    }

    private TagRuleFields() {}
}
