package dev.loop.api.odata;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.loop.api.http.Problem;
import dev.loop.api.http.ProblemException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The place where a list goes on, as opaque text in {@code $skiptoken}: after the last row, wherever that is by then,
 * so that no row appears twice or is left out because others come and go.
 *
 * @param mark mark of the question, so that any other question refuses the token
 * @param pageSize page size of the first request
 * @param top limit of the rows still to come
 * @param skip number of rows still to be left out
 * @param place place in the order of the list
 */
record SkipToken(String mark, int pageSize, Optional<Long> top, long skip, List<@Nullable Object> place) {

    static final String OPTION = "$skiptoken";

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final int HEAD = 4;

    String write() {
        ArrayNode parts = JSON.createArrayNode()
                .add(mark)
                .add(pageSize)
                .add(top.orElse(null))
                .add(skip);
        for (Object value : place) {
            if (value instanceof Long number) {
                parts.add(number);
            } else if (value instanceof Double number) {
                parts.add(number);
            } else if (value instanceof Boolean flag) {
                parts.add(flag);
            } else {
                parts.add(value == null ? null : value.toString());
            }
        }
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(JSON.writeValueAsBytes(parts));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** @param types types of the order's columns */
    static SkipToken read(String text, String mark, List<ValueType> types) {
        try {
            JsonNode parts = JSON.readTree(Base64.getUrlDecoder().decode(text));
            if (!parts.isArray() || parts.size() < HEAD || !parts.get(0).isTextual()) {
                throw notOurs();
            }
            if (!parts.get(0).asText().equals(mark)) {
                throw Problem.INVALID_CURSOR.because("The $skiptoken was made for another question.");
            }
            if (parts.size() != HEAD + types.size()) {
                throw notOurs();
            }
            List<@Nullable Object> place = new ArrayList<>();
            for (int i = 0; i < types.size(); i++) {
                place.add(value(parts.get(HEAD + i), types.get(i)));
            }
            return new SkipToken(
                    mark,
                    Math.max(1, parts.get(1).asInt()),
                    parts.get(2).isNull()
                            ? Optional.empty()
                            : Optional.of(Math.max(0, parts.get(2).asLong())),
                    Math.max(0, parts.get(3).asLong()),
                    place);
        } catch (IOException | IllegalArgumentException | DateTimeException unreadable) {
            throw notOurs();
        }
    }

    private static @Nullable Object value(JsonNode node, ValueType type) {
        if (node.isNull()) {
            return null;
        }
        return switch (type) {
            case INT64 -> node.asLong();
            case DOUBLE -> finite(node.asDouble());
            case BOOLEAN -> node.asBoolean();
            case DATE -> LocalDate.parse(ofFourDigits(node.asText()));
            case TIME -> Instant.parse(ofFourDigits(node.asText()));
            default -> node.asText();
        };
    }

    /** Java reads years of nine digits as well, whose milliseconds no number here holds. */
    private static String ofFourDigits(String date) {
        if (Character.isDigit(date.isEmpty() ? '-' : date.charAt(0))) {
            return date;
        }
        throw notOurs();
    }

    private static Double finite(double number) {
        if (Double.isFinite(number)) {
            return number;
        }
        throw notOurs();
    }

    static ProblemException notOurs() {
        return Problem.INVALID_CURSOR.because("The $skiptoken was not made by this feed.");
    }
}
