package dev.loop.client.model;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * A place in a text of an item where a number was taken out.
 *
 * @param field {@code message}, {@code metadata.note}
 * @param kind {@code card}, {@code ssn}, {@code iban} or {@code email}
 * @param at first index and the index after the last, in the masked text
 */
public record MaskedPart(
        String field,
        String kind,
        List<Integer> at,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}
