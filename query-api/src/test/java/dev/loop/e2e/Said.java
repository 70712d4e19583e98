package dev.loop.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** An item as it must stand, made at random and changed as the server is told to change it. */
record Said(String externalId, String sentiment, String tag, String plan, String source, String status, Instant at) {

    private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");
    private static final int MINUTES = 10 * 24 * 60;
    private static final List<String> SENTIMENTS = List.of("positive", "neutral", "negative");
    private static final List<String> TAGS = List.of("exports", "search", "billing", "editor", "login");
    private static final List<String> PLANS = List.of("free", "pro", "scale");
    private static final List<String> SOURCES = List.of("widget", "zendesk");

    static Said random(String externalId, RandomGenerator random) {
        return new Said(
                externalId,
                one(SENTIMENTS, random),
                one(TAGS, random),
                one(PLANS, random),
                one(SOURCES, random),
                "open",
                BEGIN.plus(random.nextInt(MINUTES), ChronoUnit.MINUTES));
    }

    static String one(List<String> of, RandomGenerator random) {
        return of.get(random.nextInt(of.size()));
    }

    static String tag(RandomGenerator random) {
        return one(TAGS, random);
    }

    /** Returns the content of an item of the API. */
    static Said of(JsonNode item) {
        return new Said(
                item.path("externalId").asText(),
                item.path("sentiment").asText(),
                item.path("tag").asText(),
                item.path("plan").asText(),
                item.path("source").asText(),
                item.path("status").asText(),
                Instant.parse(item.path("createdAt").asText()));
    }

    Said changed(String newStatus, String newTag) {
        return new Said(externalId, sentiment, newTag, plan, source, newStatus, at);
    }

    String json() {
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("externalId", externalId);
        more.put("tag", tag);
        more.put("plan", plan);
        more.put("source", source);
        more.put("createdAt", at.toString());
        return LoopClient.item("Said as " + externalId, sentiment, more);
    }

    String day() {
        return at.truncatedTo(ChronoUnit.DAYS).toString();
    }

    String hour() {
        return at.truncatedTo(ChronoUnit.HOURS).toString();
    }
}
