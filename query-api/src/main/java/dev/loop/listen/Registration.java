package dev.loop.listen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An endpoint at a running Loop, kept for as long as somebody listens. */
public final class Registration implements AutoCloseable {

    private static final String DESCRIPTION = "loop listen";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final URI loop;
    private final String key;
    private final boolean keep;
    private String id = "";
    private String secret = "";

    private Registration(URI loop, String key, boolean keep) {
        this.loop = loop;
        this.key = key;
        this.keep = keep;
    }

    /**
     * Registers the receiver, or takes over the endpoint that an earlier one has left behind.
     *
     * @param key a secret key of the project
     * @param events the types of events
     * @param keep whether the endpoint stays when nobody listens any more
     * @throws ListenException if Loop does not answer or refuses
     */
    public static Registration of(URI loop, String key, URI receiver, List<String> events, boolean keep) {
        var registration = new Registration(loop, key, keep);
        registration.register(receiver, events);
        return registration;
    }

    private void register(URI receiver, List<String> events) {
        ObjectNode body =
                JSON.createObjectNode().put("url", receiver.toString()).put("description", DESCRIPTION);
        events.forEach(body.putArray("events")::add);
        for (JsonNode endpoint : call("GET", "/v1/webhooks", "").path("data")) {
            if (endpoint.path("url").asText().equals(receiver.toString())
                    && endpoint.path("description").asText().equals(DESCRIPTION)) {
                id = endpoint.path("id").asText();
                call("PATCH", path(""), body.put("enabled", true).toString());
                secret = call("GET", path("/secret"), "").path("secret").asText();
                return;
            }
        }
        JsonNode created = call("POST", "/v1/webhooks", body.toString());
        id = created.path("id").asText();
        secret = created.path("secret").asText();
    }

    public String id() {
        return id;
    }

    public String secret() {
        return secret;
    }

    /** Sends a {@code webhook.test} event. Returns why it failed; empty if it succeeded. */
    public Optional<String> test() {
        JsonNode attempt = call("POST", path("/test"), "");
        return attempt.path("outcome").asText().equals("succeeded")
                ? Optional.empty()
                : Optional.of("The test event was not taken: "
                        + attempt.path("error").asText(attempt.path("outcome").asText()));
    }

    private String path(String more) {
        return "/v1/webhooks/" + id + more;
    }

    private JsonNode call(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(loop.resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode answer = response.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(response.body());
            if (response.statusCode() / 100 == 2) {
                return answer;
            }
            throw new ListenException("Loop at " + loop + " answered " + response.statusCode() + ": "
                    + answer.path("detail").asText(answer.path("title").asText(response.body())));
        } catch (IOException silent) {
            throw new ListenException("Loop does not answer at " + loop + " (" + silent
                    + "). Is it running? ./loop up --allow-private-webhooks loopback starts one that may send to this"
                    + " machine; --url names another address.");
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new ListenException("Interrupted");
        }
    }

    /** Deletes the endpoint: nobody listens there any more, and events would be tried again for hours. */
    @Override
    public void close() {
        if (!keep) {
            call("DELETE", path(""), "");
        }
    }
}
