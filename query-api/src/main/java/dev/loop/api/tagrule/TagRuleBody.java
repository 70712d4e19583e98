package dev.loop.api.tagrule;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.feedback.TextMeaning;
import dev.loop.api.http.BodyFields;
import dev.loop.question.Questions;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.TagReplaces;
import dev.loop.schemas.avro.TagRule;
import dev.loop.schemas.intake.FeedbackRules;
import dev.loop.schemas.item.FeedbackJson;
import dev.loop.schemas.mask.Masking;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.TextRules;
import dev.loop.topology.text.TextQuery;
import dev.loop.topology.text.TextQueryException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a tag rule from the body of a call. It finds all errors at once. */
final class TagRuleBody {

    private static final int NAME_LENGTH = 60;
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]*");

    /** The limit of the values of one condition, and of the tags that a rule replaces. */
    private static final int MOST_VALUES = 50;

    private static final int LIKE_LENGTH = 2_000;

    /** The likeness that is asked for where none is given: two messages of one matter usually have more. */
    private static final double USUAL_LIKENESS = 0.5;

    private static final double LEAST_LIKENESS = 0.2;

    private static final List<String> FIELDS = List.of("if", "tag", "replaces", "on");
    private static final List<String> CONDITIONS =
            List.of("q", "like", "atLeast", "theme", "source", "plan", "language", "sentiment");
    private static final List<String> SENTIMENTS = List.of("positive", "neutral", "negative");

    /**
     * What a rule is read with.
     *
     * @param before the rule that it replaces, whose meaning is not read again
     */
    record Setting(
            String project,
            String name,
            Optional<TagRule> before,
            Questions questions,
            TextMeaning meanings,
            Masking masking,
            ThemeLookup themes,
            Instant now,
            String by) {}

    private final Setting setting;
    private final FieldErrors errors;
    private final BodyFields fields;
    private final JsonNode conditions;
    private final TagRule.Builder rule = TagRule.newBuilder();

    private TagRuleBody(Setting setting, FieldErrors errors, BodyFields fields) {
        this.setting = setting;
        this.errors = errors;
        this.fields = fields;
        this.conditions = fields.node("if");
        fields.object("if", "a rule's conditions", CONDITIONS);
    }

    /** Returns the rule; empty once there are errors. */
    static Optional<TagRule> read(byte[] body, Setting setting, FieldErrors errors) throws IOException {
        return new TagRuleBody(setting, errors, BodyFields.read(body, "a tag rule", FIELDS, errors)).rule();
    }

    private Optional<TagRule> rule() {
        if (setting.name().length() > NAME_LENGTH
                || !NAME.matcher(setting.name()).matches()) {
            errors.add(
                    "name",
                    "is " + TextRules.quote(setting.name()),
                    "use at most " + NAME_LENGTH + " of a-z, 0-9, - and _, since it stands in an address");
        }
        Optional<String> query = text("q");
        query.ifPresent(this::checkQuery);
        rule.setQuery(query.orElse(null))
                .setSources(values("source"))
                .setPlans(values("plan"))
                .setLanguages(values("language"))
                .setSentiments(sentiments())
                .setTheme(theme().orElse(null));
        like();
        if (errors.isEmpty() && takesAll()) {
            errors.add("if", "names no condition", "name at least one of " + String.join(", ", CONDITIONS));
        }
        Optional<String> tag = fields.text("tag");
        tag.ifPresentOrElse(
                given -> label("tag", given),
                () -> errors.add("tag", "is missing", "name the tag that the rule gives"));
        replaces();
        if (!errors.isEmpty()) {
            return Optional.empty();
        }
        rule.setProject(setting.project())
                .setName(setting.name())
                .setTag(tag.orElseThrow())
                .setOn(fields.yesOrNo("on").orElse(false))
                .setCreatedAt(setting.before().map(TagRule::getCreatedAt).orElse(setting.now()))
                .setUpdatedAt(setting.now())
                .setUpdatedBy(setting.by())
                .setVersion("");
        return errors.isEmpty() ? Optional.of(RuleVersion.stamped(rule.build())) : Optional.empty();
    }

    private boolean takesAll() {
        return CONDITIONS.stream().noneMatch(conditions::hasNonNull);
    }

    private void checkQuery(String query) {
        try {
            TextQuery.parse(query);
        } catch (TextQueryException e) {
            errors.add("if.q", e.problem(), e.remedy());
        }
        unmasked("if.q", query);
    }

    private Optional<String> text(String name) {
        JsonNode node = conditions.path(name);
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isTextual() || node.textValue().isBlank()) {
            errors.add("if." + name, "is no text", "send text, in double quotes");
            return Optional.empty();
        }
        return Optional.of(node.textValue().strip());
    }

    private Optional<String> theme() {
        return text("theme").flatMap(id -> {
            Optional<String> found = setting.themes().of(setting.project(), id);
            if (found.isEmpty()) {
                errors.add("if.theme", "is " + TextRules.quote(id) + ", which is no theme", "see GET /v1/themes");
            }
            return found;
        });
    }

    private void like() {
        JsonNode like = conditions.path("like");
        Optional<Double> atLeast = likeness();
        if (like.isMissingNode() || like.isNull()) {
            if (atLeast.isPresent()) {
                errors.add(
                        "if.atLeast", "is there without like", "name what the message is to be like, or leave it out");
            }
            return;
        }
        rule.setAtLeast(atLeast.orElse(USUAL_LIKENESS));
        if (like.isObject() && like.size() == 1 && like.path("item").isTextual()) {
            rule.setLikeItem(like.path("item").textValue());
            meaningOfItem(like.path("item").textValue());
        } else if (like.isTextual() && !like.textValue().isBlank()) {
            String text = like.textValue().strip();
            rule.setLikeText(text);
            TextRules.text(errors, "if.like", text, LIKE_LENGTH);
            unmasked("if.like", text);
            if (errors.isEmpty()) {
                meaningOfText(text);
            }
        } else {
            errors.add("if.like", "is neither a text nor an item", "send a text, or {\"item\":\"fb_…\"}");
        }
    }

    private Optional<Double> likeness() {
        JsonNode node = conditions.path("atLeast");
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isNumber() || node.doubleValue() < LEAST_LIKENESS || node.doubleValue() > 1) {
            errors.add(
                    "if.atLeast",
                    "is " + TextRules.quote(node.asText()),
                    "send a number from " + LEAST_LIKENESS + " to 1, where 1 is the same meaning");
            return Optional.empty();
        }
        return Optional.of(node.doubleValue());
    }

    private void meaningOfItem(String id) {
        Optional<TagRule> known = setting.before()
                .filter(rule -> rule.getLikeItem().equals(Optional.of(id))
                        && rule.getLikeVector().isPresent());
        Optional<Feedback> item = setting.questions().item(setting.project(), id);
        if (known.isPresent() && item.isPresent()) {
            rule.setLikeVector(known.get().getLikeVector().orElseThrow());
            return;
        }
        item.flatMap(Feedback::getVector)
                .ifPresentOrElse(
                        rule::setLikeVector,
                        () -> errors.add(
                                "if.like.item",
                                item.isEmpty() ? "is no item of the project" : "is an item whose meaning is not known",
                                item.isEmpty()
                                        ? "send the id of an item"
                                        : "start an analyst, which reads every message once, or name another item"));
    }

    private void meaningOfText(String text) {
        setting.before()
                .filter(rule -> rule.getLikeText().equals(Optional.of(text)))
                .flatMap(TagRule::getLikeVector)
                .or(() -> setting.meanings().of(text))
                .ifPresentOrElse(
                        rule::setLikeVector,
                        () -> errors.add(
                                "if.like", "has no word that the encoder knows", "say it in a sentence of words"));
    }

    /** Returns the values of a condition that is one text or a list of texts. */
    private List<String> values(String name) {
        return list("if." + name, conditions.path(name));
    }

    private List<String> list(String field, JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return List.of();
        }
        List<String> values = new ArrayList<>();
        Iterable<JsonNode> given = node.isArray() ? node : List.of(node);
        for (JsonNode one : given) {
            if (!one.isTextual()) {
                errors.add(field, "holds what is no text", "send a text, or a list of texts; \"\" stands for none");
                return List.of();
            }
            String value = one.textValue().strip();
            if (!value.isEmpty()) {
                label(field, value);
            }
            if (!values.contains(value)) {
                values.add(value);
            }
        }
        if (values.isEmpty() || values.size() > MOST_VALUES) {
            errors.add(field, "lists " + values.size(), "list 1 to " + MOST_VALUES + ", or leave it out");
        }
        return values;
    }

    private List<Sentiment> sentiments() {
        List<Sentiment> sentiments = new ArrayList<>();
        for (String word : values("sentiment")) {
            FeedbackJson.sentiment(word)
                    .ifPresentOrElse(
                            sentiments::add,
                            () -> errors.add(
                                    "if.sentiment",
                                    "is " + TextRules.quote(word),
                                    "use any of " + String.join(", ", SENTIMENTS)));
        }
        return sentiments;
    }

    private void replaces() {
        JsonNode given = fields.node("replaces");
        @Nullable String word = given.isTextual() ? given.textValue() : null;
        rule.setReplaced(List.of());
        if (given.isMissingNode() || given.isNull() || "untagged".equals(word)) {
            rule.setReplaces(TagReplaces.UNTAGGED);
        } else if ("any".equals(word)) {
            rule.setReplaces(TagReplaces.ANY);
        } else if (given.isArray()) {
            rule.setReplaces(TagReplaces.LISTED).setReplaced(list("replaces", given));
        } else {
            errors.add(
                    "replaces",
                    "is " + TextRules.quote(given.asText()),
                    "send \"untagged\", \"any\", or a list of tags, in which \"\" stands for none");
        }
    }

    private void label(String field, String value) {
        TextRules.label(errors, field, value, FeedbackRules.LABEL_LENGTH);
        unmasked(field, value);
    }

    /** A rule stands in topics and in answers: it may not hold what is taken out of items. */
    private void unmasked(String field, String text) {
        if (!setting.masking().mask(text).masks().isEmpty()) {
            errors.add(field, "holds what is masked in this project", "say it without; see GET /v1/masking");
        }
    }
}
