package dev.loop.schemas.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** Makes one HTTP call to the first of the registry's addresses that answers. */
final class RegistryCalls {

    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpSettings settings;
    private final HttpClient http;
    /** The address that answered last. It is tried first, so that a dead one costs its time-out once. */
    private volatile int preferred;

    RegistryCalls(HttpSettings settings) {
        this.settings = settings;
        HttpClient.Builder builder = HttpClient.newBuilder()
                // No upgrade to HTTP/2, which some proxies answer with an error.
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.connectTimeout());
        settings.tls().ifPresent(builder::sslContext);
        this.http = builder.build();
    }

    JsonNode get(String path) {
        return call("GET", path, BodyPublishers.noBody());
    }

    JsonNode post(String path, String body) {
        return call("POST", path, BodyPublishers.ofString(body));
    }

    /**
     * @throws RegistryRefusedException if the registry said no
     * @throws RegistryUnavailableException if none of the addresses gave an answer
     */
    private JsonNode call(String method, String path, BodyPublisher body) {
        List<URI> addresses = settings.addresses();
        @Nullable Exception failure = null;
        String reason = "";
        for (int round = 0; round <= settings.retries(); round++) {
            if (round > 0) {
                pause(round);
            }
            for (int i = 0; i < addresses.size(); i++) {
                int index = (preferred + i) % addresses.size();
                URI address = addresses.get(index);
                HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path))
                        .timeout(settings.readTimeout())
                        .header("Accept", CONTENT_TYPE + ", application/json")
                        .header("Content-Type", CONTENT_TYPE)
                        .method(method, body);
                settings.authorization().ifPresent(value -> request.header("Authorization", value));
                try {
                    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
                    if (retriable(response.statusCode())) {
                        reason = address + " answered " + response.statusCode() + " " + shortened(response.body());
                        continue;
                    }
                    preferred = index;
                    return understood(address, response);
                } catch (IOException e) {
                    failure = e;
                    reason = address + ": " + e;
                } catch (InterruptedException e) {
                    throw new InterruptException(e);
                }
            }
        }
        throw new RegistryUnavailableException("no schema registry answers: " + reason, failure);
    }

    private static boolean retriable(int status) {
        return status >= 500 || status == 429 || status == 408;
    }

    private static JsonNode understood(URI address, HttpResponse<String> response) {
        int status = response.statusCode();
        if (status == 401 || status == 403) {
            throw new RegistryUnavailableException(address + " refuses our credentials (" + status
                    + "): check basic.auth.user.info or bearer.auth.token");
        }
        JsonNode answer;
        try {
            answer = JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw notARegistry(address, response, e);
        }
        if (status / 100 == 2) {
            return answer;
        }
        // A 404 that lacks Confluent's error code comes from some other server and says nothing about the schema.
        int code = answer.path("error_code").asInt(0);
        if (code == 0 || code == 404) {
            throw notARegistry(address, response, null);
        }
        throw new RegistryRefusedException(
                code, "the schema registry refuses: " + answer.path("message").asText());
    }

    private static RegistryUnavailableException notARegistry(
            URI address, HttpResponse<String> response, @Nullable Exception cause) {
        return new RegistryUnavailableException(
                address + " answered " + response.statusCode() + " " + shortened(response.body())
                        + ": is schema.registry.url the address of a schema registry?",
                cause);
    }

    private static String shortened(String body) {
        return body.length() <= 200 ? body : body.substring(0, 200) + "…";
    }

    private void pause(int round) {
        try {
            Thread.sleep(settings.retryWait().toMillis() << (round - 1));
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
