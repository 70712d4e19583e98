package dev.loop.outside;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.loop.api.http.Problem;
import dev.loop.client.model.Account;
import dev.loop.client.model.AsOf;
import dev.loop.client.model.BatchResult;
import dev.loop.client.model.Event;
import dev.loop.client.model.Facets;
import dev.loop.client.model.FeedbackChange;
import dev.loop.client.model.FeedbackItem;
import dev.loop.client.model.FieldError;
import dev.loop.client.model.History;
import dev.loop.client.model.NewAccount;
import dev.loop.client.model.NewFeedback;
import dev.loop.client.model.NewRelease;
import dev.loop.client.model.Release;
import dev.loop.client.model.ReleaseReport;
import dev.loop.client.model.Sentiment;
import dev.loop.client.model.SentimentTable;
import dev.loop.client.model.SentimentTimeline;
import dev.loop.client.model.Status;
import dev.loop.client.model.Trends;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The types of the Java client are those of the description of the API. */
class JavaClientTypesTest {

    private static final Map<String, Class<?>> ANSWERS = Map.ofEntries(
            Map.entry("Feedback", FeedbackItem.class),
            Map.entry("FieldError", FieldError.class),
            Map.entry("AsOf", AsOf.class),
            Map.entry("Facets", Facets.class),
            Map.entry("BatchResult", BatchResult.class),
            Map.entry("SentimentTable", SentimentTable.class),
            Map.entry("SentimentTimeline", SentimentTimeline.class),
            Map.entry("Account", Account.class),
            Map.entry("Release", Release.class),
            Map.entry("ReleaseReport", ReleaseReport.class),
            Map.entry("History", History.class),
            Map.entry("Trends", Trends.class),
            Map.entry("Event", Event.class));

    /** The fields of a warning depend on its kind. */
    private static final Set<Class<?>> OPEN = Set.of(ReleaseReport.Warning.class);

    /** A proof of web pages. */
    private static final Set<String> OF_PAGES = Set.of("check");

    private static JsonNode document;

    private final List<String> wrong = new ArrayList<>();

    @BeforeAll
    static void read() throws IOException {
        try (InputStream yaml =
                Objects.requireNonNull(Problem.class.getResourceAsStream("/dev/loop/api/docs/openapi.yaml"))) {
            document = new ObjectMapper(new YAMLFactory()).readTree(yaml);
        }
    }

    @Test
    void shouldHaveEveryField_whenAnAnswerIsDescribed() {
        ANSWERS.forEach((name, type) -> compare(name, schema(name), type));
        assertThat(wrong).isEmpty();
    }

    @Test
    void shouldSetEveryField_whenARequestIsDescribed() {
        Instant time = Instant.EPOCH;
        Set<String> item = names(NewFeedback.of("u", "m")
                .sentiment(Sentiment.NEUTRAL)
                .rating(4, 5)
                .source("s")
                .tag("t")
                .tags("a")
                .plan("p")
                .status(Status.RESOLVED)
                .createdAt(time)
                .age(Duration.ZERO)
                .resolvedAt(time)
                .metadata("k", "v")
                .consent(true)
                .externalId("e")
                .userHash("00")
                .json());
        Set<String> described = names(schema("NewFeedback").path("properties"));
        described.removeAll(OF_PAGES);
        assertThat(item).containsAll(described);
        assertThat(names(new FeedbackChange()
                        .status(Status.OPEN)
                        .sentiment(Sentiment.NEUTRAL)
                        .tag("t")
                        .plan("p")
                        .reason("r")
                        .json()))
                .isEqualTo(names(schema("FeedbackChange").path("properties")));
        for (Class<?> type : List.of(NewRelease.class, NewAccount.class)) {
            assertThat(Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName))
                    .containsExactlyInAnyOrderElementsOf(
                            names(schema(type.getSimpleName()).path("properties")));
        }
    }

    private static Set<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    private static JsonNode schema(String name) {
        JsonNode schema = document.at("/components/schemas/" + name);
        assertThat(schema.isMissingNode()).as(name).isFalse();
        return schema;
    }

    private void compare(String at, JsonNode schema, Type type) {
        if (schema.has("$ref")) {
            compare(at, document.at(schema.path("$ref").asText().substring(1)), type);
            return;
        }
        schema.path("allOf").forEach(part -> compare(at, part, type));
        if (type instanceof Class<?> one && one.isRecord()) {
            for (var property : schema.path("properties").properties()) {
                component(one, property.getKey())
                        .ifPresentOrElse(
                                field -> compare(
                                        at + "." + property.getKey(), property.getValue(), field.getGenericType()),
                                () -> missing(at + "." + property.getKey(), one));
            }
        } else if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            hold(at, schema, "array");
            compare(at + "[]", schema.path("items"), list.getActualTypeArguments()[0]);
        } else {
            hold(at, schema, kind(type));
            if (type instanceof Class<?> one
                    && one.isPrimitive()
                    && types(schema).contains("null")) {
                wrong.add(at + " may be null, and is " + one);
            }
        }
    }

    private void missing(String at, Class<?> type) {
        if (!OPEN.contains(type)) {
            wrong.add(at + " is not in " + type.getSimpleName());
        }
    }

    private void hold(String at, JsonNode schema, String kind) {
        if (schema.has("type") && !types(schema).contains(kind) && !kind.equals("any")) {
            wrong.add(at + " is " + schema.path("type") + " and not " + kind);
        }
    }

    private static Set<String> types(JsonNode schema) {
        JsonNode type = schema.path("type");
        return type.isTextual()
                ? Set.of(type.asText())
                : type.valueStream().map(JsonNode::asText).collect(Collectors.toSet());
    }

    private static Optional<RecordComponent> component(Class<?> type, String name) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> component.getName().equals(name))
                .findAny();
    }

    private static String kind(Type type) {
        if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
            return "object";
        }
        if (Set.of(String.class, Instant.class, OffsetDateTime.class, Sentiment.class, Status.class)
                .contains(type)) {
            return "string";
        }
        if (Set.of(long.class, int.class, Long.class, Integer.class).contains(type)) {
            return "integer";
        }
        if (Set.of(double.class, Double.class).contains(type)) {
            return "number";
        }
        return type == boolean.class || type == Boolean.class ? "boolean" : "any";
    }
}
