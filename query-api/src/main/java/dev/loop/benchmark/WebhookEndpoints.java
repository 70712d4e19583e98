package dev.loop.benchmark;

import dev.loop.benchmark.Program.Running;
import dev.loop.client.Loop;
import java.util.List;
import java.util.Map;

/** Makes and deletes endpoints over the API, as their owner would. */
final class WebhookEndpoints {

    private final Loop loop;

    WebhookEndpoints(Running running) {
        this.loop = Loop.builder()
                .baseUrl(running.api().toString())
                .apiKey(running.secretKey())
                .build();
    }

    /**
     * Adds an endpoint. Returns its path.
     *
     * @param tag tag of the items that it subscribes to
     * @param concurrency limit of requests at once
     */
    String add(String url, String tag, int concurrency) {
        Object endpoint = Map.of(
                "url",
                url,
                "events",
                List.of("feedback.created"),
                "filters",
                Map.of("tag", List.of(tag)),
                "concurrency",
                concurrency);
        return "/v1/webhooks/"
                + loop.request("POST", "/v1/webhooks", endpoint).path("id").asText();
    }

    /** Returns how many deliveries to the endpoint were ever made. */
    long deliveries(String path) {
        return loop.request("GET", path).at("/health/lastSequence").asLong();
    }

    void remove(List<String> paths) {
        paths.forEach(path -> loop.request("DELETE", path));
    }
}
