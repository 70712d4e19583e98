package dev.loop.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.loop.client.model.Json;
import dev.loop.client.query.Parameters;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What is sent, the same at each attempt.
 *
 * @param path with its query
 * @param contentType of the body
 */
record Call(String method, String path, Optional<byte[]> body, String contentType) {

    private static final String JSON = "application/json";

    static Call get(String path) {
        return new Call("GET", path, Optional.empty(), JSON);
    }

    static Call get(String path, Parameters<?> query) {
        return get(path(path, query));
    }

    static Call delete(String path) {
        return new Call("DELETE", path, Optional.empty(), JSON);
    }

    static Call of(String method, String path, Object body) {
        return new Call(method, path, Optional.of(json(body)), JSON);
    }

    static Call lines(String path, byte[] ndjson) {
        return new Call("POST", path, Optional.of(ndjson), "application/x-ndjson");
    }

    static byte[] json(Object body) {
        try {
            return Json.MAPPER.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new LoopException("The request cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    static String path(String path, Parameters<?> query) {
        String text = query.toString();
        return text.isEmpty() ? path : path + "?" + text;
    }

    /** Returns the path of the page at a cursor. */
    static String after(String path, Optional<String> cursor) {
        return cursor.map(at -> path + (path.contains("?") ? "&" : "?") + "cursor=" + segment(at))
                .orElse(path);
    }

    /** Returns a name for a path, or the value of a parameter that is not empty. */
    static String segment(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw new LoopException("\"" + name + "\" is not an id: give the id or the name of what is meant.");
        }
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
