package dev.loop.api.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.connectors.seal.MasterKeys;
import dev.loop.connectors.webhook.http.OwnHeaders;
import dev.loop.connectors.webhook.signature.RequestHeaders;
import dev.loop.schemas.text.FieldErrors;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The headers that an owner may add: neither those that make the request, nor those that prove its origin. */
final class HeaderRules {

    static final int MOST = 20;
    static final int LONGEST_NAME = 100;
    static final int LONGEST_VALUE = 2_000;

    /** The form of a name, by RFC 9110 section 5.6.2. */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /** Reads the headers, and adds what is wrong to {@code errors}. */
    static Map<String, String> read(JsonNode node, FieldErrors errors) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (node.isMissingNode() || node.isNull()) {
            return headers;
        }
        if (!node.isObject()) {
            errors.add(
                    "headers", "is not an object", "send names and values, as in {\"X-Environment\":\"production\"}");
            return headers;
        }
        if (node.size() > MOST) {
            errors.add("headers", "has " + node.size() + " entries", "send at most " + MOST);
            return headers;
        }
        Set<String> names = new TreeSet<>();
        for (Iterator<Map.Entry<String, JsonNode>> fields = node.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            String name = field.getKey();
            String at = "headers." + (name.length() > 64 ? name.substring(0, 64) + "…" : name);
            if (!isName(name, at, errors)) {
                continue;
            }
            if (!names.add(name.toLowerCase(Locale.ROOT))) {
                errors.add(at, "is there twice, as the case of a header's name does not count", "send it once");
            } else if (!field.getValue().isTextual()) {
                errors.add(at, "is not text", "send text, in double quotes");
            } else if (isValue(field.getValue().textValue(), at, errors)) {
                headers.put(name, field.getValue().textValue());
            }
        }
        return headers;
    }

    private static boolean isName(String name, String at, FieldErrors errors) {
        if (RequestHeaders.reserved(name)) {
            errors.add(
                    at,
                    RequestHeaders.leftOut(name)
                            ? "is a header that receivers' libraries read in place of ours"
                            : "is a header that is set by us",
                    "take it out, or use a name of your own, such as X-" + name);
            return false;
        }
        if (!TOKEN.matcher(name).matches()) {
            errors.add(at, "is not the name of a header", "use letters, digits and hyphens");
            return false;
        }
        if (name.length() > LONGEST_NAME) {
            errors.add(at, "has a name of " + name.length() + " characters", "shorten it to at most " + LONGEST_NAME);
            return false;
        }
        return true;
    }

    /** Checks a value. The error leaves the value out: it may be a secret. */
    private static boolean isValue(String value, String at, FieldErrors errors) {
        if (value.length() > LONGEST_VALUE) {
            errors.add(at, "has " + value.length() + " characters", "shorten it to at most " + LONGEST_VALUE);
            return false;
        }
        if (value.isEmpty() || OwnHeaders.problem("x", value).isPresent()) {
            errors.add(
                    at,
                    value.isEmpty() ? "is empty" : "holds what a header cannot: only visible ASCII, spaces within",
                    "encode it, as base 64 or percent-encoded");
            return false;
        }
        if (MasterKeys.looksSealed(value)) {
            errors.add(at, "begins as values do that are sealed", "send another value");
            return false;
        }
        return true;
    }

    private HeaderRules() {}
}
