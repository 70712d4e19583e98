package dev.loop.benchmark;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.benchmark.Program.Running;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/** Makes and deletes endpoints over the API, as their owner would. */
final class WebhookEndpoints {

    private final URI api;
    private final String secretKey;
    private final HttpClient http = HttpClient.newHttpClient();

    WebhookEndpoints(Running running) {
        this.api = running.api();
        this.secretKey = running.secretKey();
    }

    /**
     * Adds an endpoint. Returns its path.
     *
     * @param tag tag of the items that it subscribes to
     * @param concurrency limit of requests at once
     */
    String add(String url, String tag, int concurrency) throws IOException, InterruptedException {
        StringWriter body = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(body)) {
            json.writeStartObject();
            json.writeStringField("url", url);
            json.writeArrayFieldStart("events");
            json.writeString("feedback.created");
            json.writeEndArray();
            json.writeObjectFieldStart("filters");
            json.writeArrayFieldStart("tag");
            json.writeString(tag);
            json.writeEndArray();
            json.writeEndObject();
            json.writeNumberField("concurrency", concurrency);
            json.writeEndObject();
        }
        return send(request("/v1/webhooks")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.toString())))
                .headers()
                .firstValue("location")
                .orElseThrow();
    }

    void remove(List<String> paths) throws IOException, InterruptedException {
        for (String path : paths) {
            send(request(path).DELETE());
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(api.resolve(path)).header("Authorization", "Bearer " + secretKey);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException("The API answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer;
    }
}
