package dev.loop.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.loop.client.model.FieldError;
import dev.loop.client.model.Json;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An answer that is no success: a problem as in RFC 9457, or the page of a proxy. */
record Problem(
        int status,
        @Nullable String type,
        @Nullable String requestId,
        String message,
        JsonNode body,
        @Nullable Duration retryAfter) {

    private static final int LONGEST_QUOTE = 200;

    static Problem of(int status, HttpHeaders headers, String text, Supplier<Instant> now) {
        JsonNode body = parsed(text);
        String type = body.path("type").isTextual() ? body.path("type").asText().replaceFirst("^.*#", "") : null;
        String requestId =
                body.path("requestId").asText(headers.firstValue("x-request-id").orElse(null));
        String said = body.path("detail").asText(body.path("title").asText(quoted(text)));
        String message = Stream.of(
                        status + " " + (type == null ? "without a problem of Loop" : type) + ": " + said,
                        body.path("remedy").asText(null),
                        requestId == null ? null : "(" + requestId + ")")
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" "));
        return new Problem(
                status,
                type,
                requestId,
                message,
                body,
                RetryAfter.of(headers, now).orElse(null));
    }

    private static JsonNode parsed(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException notOne) {
            return MissingNode.getInstance();
        }
    }

    private static String quoted(String text) {
        String stripped = text.strip();
        return stripped.substring(0, Math.min(stripped.length(), LONGEST_QUOTE));
    }

    @Nullable
    String text(String field) {
        return body.path(field).asText(null);
    }

    List<FieldError> errors() {
        List<FieldError> errors = new ArrayList<>();
        for (JsonNode error : body.path("errors")) {
            errors.add(new FieldError(
                    error.path("field").asText(),
                    error.path("problem").asText(),
                    error.path("remedy").asText(),
                    Map.of()));
        }
        return errors;
    }
}
