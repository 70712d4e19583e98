package dev.loop.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.loop.abuse.Wire.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Makes every call of {@code openapi.yaml} and of the registry with values that are {@link NearlyValid}: no answer is a
 * 500, and none is late. {@code -Dloop.fuzz.seed} repeats a run.
 */
@ExtendWith(AbusedLoop.class)
class NearlyValidTest {

    private static final int CALLS = Integer.getInteger("loop.abuse.calls", 1_000);
    private static final int LONGEST_ANSWER_MILLIS = 6_000;

    /** The calls that never end, that end others, or that would call a stranger's server. */
    private static final Set<String> LEFT_OUT =
            Set.of("streamFeedback", "revokeKey", "createSignInLink", "testWebhook", "replayDeliveries");

    private final Scene scene;
    private final List<Operation> operations = new ArrayList<>();

    private record Operation(String method, String path, List<JsonNode> parameters, JsonNode example) {}

    NearlyValidTest(Scene scene) {
        this.scene = scene;
    }

    @BeforeEach
    void read() throws IOException {
        JsonNode document = new ObjectMapper(new YAMLFactory())
                .readTree(scene.call("GET", "/openapi.yaml", "none", "").body());
        document.path("paths")
                .fields()
                .forEachRemaining(path -> path.getValue().fields().forEachRemaining(method -> {
                    JsonNode operation = method.getValue();
                    if (operation.has("operationId")
                            && !LEFT_OUT.contains(operation.path("operationId").asText())) {
                        List<JsonNode> parameters = new ArrayList<>();
                        for (JsonNode given : List.of(
                                operation.path("parameters"), path.getValue().path("parameters"))) {
                            given.forEach(parameter -> parameters.add(
                                    parameter.has("$ref")
                                            ? document.at(parameter
                                                    .path("$ref")
                                                    .asText()
                                                    .substring(1))
                                            : parameter));
                        }
                        operations.add(new Operation(
                                method.getKey().toUpperCase(java.util.Locale.ROOT),
                                path.getKey(),
                                parameters,
                                operation.at("/requestBody/content/application~1json/example")));
                    }
                }));
    }

    @Test
    void shouldRefuseOrAnswerInTime_whenValuesAreNearlyValid() {
        long seed = Fuzzer.seed();
        System.out.println("Nearly valid values from the seed " + seed);
        var values = new NearlyValid(seed);
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            Operation operation = values.one(operations);
            switch (i % 3) {
                case 0 ->
                    judge(
                            wrong,
                            "GET",
                            "/odata/" + values.one(List.of("Feedback", "Sentiment", "Releases", "Accounts")) + "?"
                                    + values.odata(),
                            "");
                case 1 -> judge(wrong, "POST", "/registry/subjects/nearly-" + i % 7 + "/versions", values.schema());
                default ->
                    judge(
                            wrong,
                            operation.method(),
                            path(operation, values),
                            body(operation, values),
                            headers(operation, values));
            }
        }

        assertThat(wrong).as("seed %s", seed).isEmpty();
        scene.assertAliveWithin(2_000);
    }

    private static String path(Operation operation, NearlyValid values) {
        String path = operation.path();
        StringBuilder query = new StringBuilder();
        for (JsonNode parameter : operation.parameters()) {
            String name = parameter.path("name").asText();
            if (parameter.path("in").asText().equals("path")) {
                path = path.replace("{" + name + "}", NearlyValid.encode(values.value()));
            } else if (parameter.path("in").asText().equals("query") && values.chance(4)) {
                query.append(query.length() == 0 ? '?' : '&')
                        .append(NearlyValid.encode(name))
                        .append('=')
                        .append(NearlyValid.encode(values.value()));
            }
        }
        return path + query;
    }

    private static Map<String, String> headers(Operation operation, NearlyValid values) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (JsonNode parameter : operation.parameters()) {
            if (parameter.path("in").asText().equals("header") && values.chance(4)) {
                headers.put(parameter.path("name").asText(), values.value().replaceAll("[^ -~]", "?"));
            }
        }
        // A call must not wait five seconds for a write that never was.
        headers.put("Loop-Wait", "50");
        return headers;
    }

    private static String body(Operation operation, NearlyValid values) {
        if (operation.method().equals("GET") || operation.method().equals("DELETE")) {
            return "";
        }
        if (operation.path().startsWith("/v1/webhooks") && operation.example() instanceof ObjectNode endpoint) {
            endpoint.put("url", "https://receiver.invalid/");
        }
        return operation.example().isMissingNode() ? "" : values.body(operation.example());
    }

    private void judge(List<String> wrong, String method, String path, String body) {
        judge(wrong, method, path, body, Map.of());
    }

    private void judge(List<String> wrong, String method, String path, String body, Map<String, String> headers) {
        Answer answer = scene.asIs(method, path, "whole", body, headers);
        boolean bad = answer.status() <= 0
                || answer.status() >= 500 && answer.status() != 501 && answer.status() != 503
                || answer.millis() > LONGEST_ANSWER_MILLIS;
        if (bad && wrong.size() < 20) {
            wrong.add(method + " " + path + " " + headers + " " + body + "\n  " + answer);
        }
    }
}
