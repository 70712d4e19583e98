package dev.loop.listen;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.loop.connectors.webhook.signature.RequestHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request, as far as it can be understood.
 *
 * @param path the path of the request
 * @param header the value of a header by its name; null if there is none
 */
record Received(Instant at, String path, Function<String, @Nullable String> header, byte[] body) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN = 60;

    String eventId() {
        return Optional.ofNullable(header.apply(RequestHeaders.EVENT_ID))
                .or(() -> Optional.ofNullable(header.apply(RequestHeaders.STANDARD_ID)))
                .orElse("(no event id)");
    }

    String type() {
        return Optional.ofNullable(header.apply(RequestHeaders.EVENT_TYPE))
                .orElseGet(() -> json().path("type").asText("(no type)"));
    }

    OptionalLong sequence() {
        String text = header.apply(RequestHeaders.SEQUENCE);
        return text != null && text.matches("[0-9]{1,18}")
                ? OptionalLong.of(Long.parseLong(text))
                : OptionalLong.empty();
    }

    /** Returns the kind of delivery: {@code first}, {@code retry, attempt 3}. */
    String delivery() {
        String kind = Optional.ofNullable(header.apply(RequestHeaders.DELIVERY)).orElse("");
        String attempt = header.apply(RequestHeaders.ATTEMPT);
        return attempt == null || attempt.equals("1") ? kind : kind + ", attempt " + attempt;
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Returns what an item says, in one line; nothing if the event is about no item. */
    String summary() {
        JsonNode data = json().path("data");
        var summary = new StringBuilder();
        for (String field : new String[] {"sentiment", "tag", "status"}) {
            if (data.path(field).isTextual()) {
                summary.append(summary.isEmpty() ? "" : ", ")
                        .append(printable(data.path(field).asText()));
            }
        }
        String message = data.path("message").asText("");
        if (!message.isEmpty()) {
            summary.append(summary.isEmpty() ? "" : ": ")
                    .append('"')
                    .append(printable(message))
                    .append('"');
        }
        return summary.toString();
    }

    private JsonNode json() {
        try {
            return JSON.readTree(text());
        } catch (JsonProcessingException notJson) {
            return MissingNode.getInstance();
        }
    }

    /** Removes control characters, which a terminal would obey. */
    static String printable(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
    }
}
