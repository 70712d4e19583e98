package dev.loop.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An item as a test remembers that it made and changed it. */
record PlainItem(
        String id,
        String user,
        String sentiment,
        boolean resolved,
        @Nullable String tag,
        @Nullable String plan,
        String source,
        @Nullable String browser,
        long createdAt,
        long resolvedAt) {

    /** Returns the value of a field that can be filtered and grouped by; null for none. */
    @Nullable
    String value(String name) {
        return switch (name) {
            case "tag" -> tag;
            case "plan" -> plan;
            case "source" -> source;
            case "user" -> user;
            case "sentiment" -> sentiment;
            case "status" -> resolved ? "resolved" : "open";
            case "metadata.browser" -> browser == null || browser.isEmpty() ? null : browser;
            default -> throw new AssertionError(name);
        };
    }

    /** Returns the item as it is sent, with a name of its own. */
    String line(String externalId) {
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("user", Map.of("id", user));
        more.put("source", source);
        more.put("externalId", externalId);
        more.put("createdAt", Instant.ofEpochMilli(createdAt).toString());
        if (tag != null) {
            more.put("tag", tag);
        }
        if (plan != null) {
            more.put("plan", plan);
        }
        if (browser != null) {
            more.put("metadata", Map.of("browser", browser, "os", "linux"));
        }
        return LoopClient.item("said", sentiment, more);
    }

    PlainItem withId(String given) {
        return new PlainItem(given, user, sentiment, resolved, tag, plan, source, browser, createdAt, resolvedAt);
    }

    PlainItem tagged(@Nullable String other) {
        return new PlainItem(id, user, sentiment, resolved, other, plan, source, browser, createdAt, resolvedAt);
    }

    PlainItem felt(String other) {
        return new PlainItem(id, user, other, resolved, tag, plan, source, browser, createdAt, resolvedAt);
    }

    PlainItem planned(@Nullable String other) {
        return new PlainItem(id, user, sentiment, resolved, tag, other, source, browser, createdAt, resolvedAt);
    }

    /** @param answer tells when it was resolved, which only the server knows */
    PlainItem withStatusOf(JsonNode answer) {
        boolean now = answer.path("status").asText().equals("resolved");
        long at = now ? Instant.parse(answer.path("resolvedAt").asText()).toEpochMilli() : 0;
        return new PlainItem(id, user, sentiment, now, tag, plan, source, browser, createdAt, at);
    }
}
