package dev.loop.listen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loop.client.ApiConnectionException;
import dev.loop.client.Loop;
import dev.loop.client.LoopException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** An endpoint at a running Loop, kept for as long as somebody listens. */
public final class Registration implements AutoCloseable {

    private static final String DESCRIPTION = "loop listen";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Loop loop;
    private final boolean keep;
    private String id = "";
    private String secret = "";

    private Registration(Loop loop, boolean keep) {
        this.loop = loop;
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
        try {
            Loop client = Loop.builder()
                    .baseUrl(loop.toString())
                    .apiKey(key)
                    .options(options -> options.timeout(PATIENCE))
                    .build();
            var registration = new Registration(client, keep);
            registration.register(receiver, events);
            return registration;
        } catch (LoopException e) {
            throw new ListenException(String.valueOf(e.getMessage()));
        }
    }

    private void register(URI receiver, List<String> events) {
        ObjectNode body =
                JSON.createObjectNode().put("url", receiver.toString()).put("description", DESCRIPTION);
        events.forEach(body.putArray("events")::add);
        for (JsonNode endpoint : call("GET", "/v1/webhooks").path("data")) {
            if (endpoint.path("url").asText().equals(receiver.toString())
                    && endpoint.path("description").asText().equals(DESCRIPTION)) {
                id = endpoint.path("id").asText();
                call("PATCH", path(""), body.put("enabled", true));
                secret = call("GET", path("/secret")).path("secret").asText();
                return;
            }
        }
        JsonNode created = call("POST", "/v1/webhooks", body);
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
        JsonNode attempt = call("POST", path("/test"));
        return attempt.path("outcome").asText().equals("succeeded")
                ? Optional.empty()
                : Optional.of("The test event was not taken: "
                        + attempt.path("error").asText(attempt.path("outcome").asText()));
    }

    private String path(String more) {
        return "/v1/webhooks/" + id + more;
    }

    private JsonNode call(String method, String path) {
        return told(() -> loop.request(method, path));
    }

    private JsonNode call(String method, String path, ObjectNode body) {
        return told(() -> loop.request(method, path, body));
    }

    private JsonNode told(Supplier<JsonNode> call) {
        try {
            return call.get();
        } catch (ApiConnectionException silent) {
            throw new ListenException(loop + " does not answer (" + silent.getMessage()
                    + "). Is it running? ./loop up --allow-private-webhooks loopback starts one that may send to this"
                    + " machine; --url names another address.");
        } catch (LoopException refused) {
            throw new ListenException(loop + " refuses: " + refused.getMessage());
        }
    }

    /** Deletes the endpoint: nobody listens there any more, and events would be tried again for hours. */
    @Override
    public void close() {
        if (!keep) {
            call("DELETE", path(""));
        }
    }
}
