package dev.loop.api.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.http.BodyFields;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.WebhookEndpoint;
import dev.loop.schemas.event.EventType;
import dev.loop.schemas.intake.FeedbackRules;
import dev.loop.schemas.item.FeedbackJson;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.Nearest;
import dev.loop.schemas.text.TextRules;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An endpoint as a request sends it: whole, or only the fields to change. */
final class EndpointBody {

    static final int DEFAULT_CONCURRENCY = 10;
    static final int MOST_CONCURRENCY = 100;
    static final int MOST_A_SECOND = 10_000;
    static final int LONGEST_DESCRIPTION = 500;
    static final int MOST_VALUES = 100;

    private static final List<String> FIELDS =
            List.of("url", "events", "filters", "headers", "rateLimit", "concurrency", "description", "enabled");
    private static final List<String> FILTERS = List.of("tag", "sentiment", "plan", "source");
    private static final List<String> SENTIMENTS = List.of("positive", "neutral", "negative");
    private static final String EVENTS_EXAMPLE = "send a list, as in [\"feedback.created\",\"feedback.resolved\"]";

    private final BodyFields fields;
    private final FieldErrors errors;
    private final TargetRules targets;

    private EndpointBody(BodyFields fields, FieldErrors errors, TargetRules targets) {
        this.fields = fields;
        this.errors = errors;
        this.targets = targets;
    }

    /** Reads a body, and adds what is wrong to {@code errors}. */
    static EndpointBody read(byte[] body, TargetRules targets, FieldErrors errors) throws IOException {
        return new EndpointBody(BodyFields.read(body, "an endpoint", FIELDS, errors), errors, targets);
    }

    /** Returns a new endpoint, which is valid only if there are no errors. */
    WebhookEndpoint create(String id, String project, String secret, Instant now) {
        if (!fields.given("url")) {
            errors.add("url", "is missing", "say where to send to, as in \"https://example.com/hooks/loop\"");
        }
        if (!fields.given("events")) {
            errors.add("events", "is missing", EVENTS_EXAMPLE + ". There are " + words());
        }
        var bare = new WebhookEndpoint(
                id,
                project,
                "",
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                null,
                DEFAULT_CONCURRENCY,
                true,
                now,
                List.of(Secrets.first(secret, now)),
                now,
                now,
                null,
                null);
        return change(bare, now, now);
    }

    /**
     * Returns the endpoint with the fields that were sent; null resets a field to its default.
     *
     * @param enabledAt time of its enabling, if it is enabled
     */
    WebhookEndpoint change(WebhookEndpoint endpoint, Instant now, Instant enabledAt) {
        WebhookEndpoint.Builder to = WebhookEndpoint.newBuilder(endpoint);
        needed("url");
        if (fields.node("url").isTextual()) {
            String url = fields.node("url").textValue().strip();
            targets.check(url, errors);
            to.setUrl(url);
        } else {
            fields.text("url");
        }
        needed("events");
        if (fields.given("events")) {
            to.setEvents(events());
        }
        if (fields.given("filters")) {
            filters(to);
        }
        if (fields.given("headers")) {
            to.setHeaders(HeaderRules.read(fields.node("headers"), errors));
        }
        if (fields.given("rateLimit")) {
            var limit = fields.number("rateLimit", 1, MOST_A_SECOND);
            to.setRateLimit(limit.isPresent() ? limit.getAsInt() : null);
        }
        if (fields.given("concurrency")) {
            to.setConcurrency(fields.number("concurrency", 1, MOST_CONCURRENCY).orElse(DEFAULT_CONCURRENCY));
        }
        if (fields.given("description")) {
            Optional<String> description = fields.text("description");
            description.ifPresent(text -> TextRules.text(errors, "description", text, LONGEST_DESCRIPTION));
            to.setDescription(description.orElse(null));
        }
        needed("enabled");
        fields.yesOrNo("enabled").ifPresent(enabled -> Enabling.set(to, enabled, enabledAt));
        return to.setUpdatedAt(now).build();
    }

    /** Refuses null for a field without a default. */
    private void needed(String field) {
        if (fields.given(field) && fields.node(field).isNull()) {
            errors.add(field, "is null", "leave it out, or give it a value");
        }
    }

    private List<String> events() {
        JsonNode node = fields.node("events");
        if (!node.isArray()) {
            if (!node.isNull()) {
                errors.add("events", "is not a list", EVENTS_EXAMPLE);
            }
            return List.of();
        }
        if (node.isEmpty()) {
            errors.add(
                    "events",
                    "is empty",
                    "name at least one of " + words() + "; to have none sent, disable the endpoint");
        }
        Set<String> events = new LinkedHashSet<>();
        for (int i = 0; i < Math.min(node.size(), MOST_VALUES); i++) {
            String at = "events[" + i + "]";
            if (!node.get(i).isTextual()) {
                errors.add(at, "is not text", EVENTS_EXAMPLE);
                continue;
            }
            String word = node.get(i).textValue().strip();
            if (EventType.subscribable().contains(word)) {
                events.add(word);
            } else {
                unknown(at, word);
            }
        }
        return List.copyOf(events);
    }

    private void unknown(String at, String word) {
        if (word.equals(EventType.WEBHOOK_TEST.word())) {
            errors.add(at, "is " + word + ", which is sent by POST /v1/webhooks/{id}/test alone", "leave it out");
            return;
        }
        Optional<String> near = Nearest.to(word, EventType.subscribable())
                // A caller may write "created" for feedback.created.
                .or(() -> EventType.subscribable().stream()
                        .filter(known -> known.endsWith("." + word))
                        .findFirst());
        errors.add(
                at,
                "is " + TextRules.quote(word) + ", which is not a type of event",
                near.map(n -> "did you mean " + n + "? ").orElse("") + "There are " + words());
    }

    private void filters(WebhookEndpoint.Builder to) {
        BodyFields filters = fields.object("filters", "filters", FILTERS);
        to.setTags(names(filters, "tag"));
        to.setPlans(names(filters, "plan"));
        to.setSources(names(filters, "source"));
        List<Sentiment> sentiments = new ArrayList<>();
        for (String word : texts(filters, "sentiment")) {
            FeedbackJson.sentiment(word)
                    .ifPresentOrElse(
                            sentiments::add,
                            () -> errors.add(
                                    "filters.sentiment",
                                    "is " + TextRules.quote(word),
                                    "use any of " + String.join(", ", SENTIMENTS)
                                            + Nearest.to(word, SENTIMENTS)
                                                    .map(n -> "; did you mean " + n + "?")
                                                    .orElse("")));
        }
        to.setSentiments(sentiments);
    }

    /** Reads names; an empty text stays, since it means items without a value. */
    private List<String> names(BodyFields filters, String filter) {
        List<String> names = texts(filters, filter);
        for (String name : names) {
            if (!name.isEmpty()) {
                TextRules.label(errors, "filters." + filter, name, FeedbackRules.LABEL_LENGTH);
            }
        }
        return names;
    }

    private List<String> texts(BodyFields filters, String filter) {
        JsonNode node = filters.node(filter);
        String at = "filters." + filter;
        if (node.isMissingNode() || node.isNull()) {
            return List.of();
        }
        if (!node.isArray()) {
            errors.add(at, "is not a list", "send a list of text; none means any, \"\" means without one");
            return List.of();
        }
        if (node.size() > MOST_VALUES) {
            errors.add(at, "has " + node.size() + " entries", "send at most " + MOST_VALUES);
            return List.of();
        }
        Set<String> texts = new LinkedHashSet<>();
        for (int i = 0; i < node.size(); i++) {
            if (node.get(i).isTextual()) {
                texts.add(node.get(i).textValue().strip());
            } else {
                errors.add(at + "[" + i + "]", "is not text", "send text, in double quotes; \"\" means without one");
            }
        }
        return List.copyOf(texts);
    }

    private static String words() {
        return String.join(", ", EventType.subscribable());
    }
}
