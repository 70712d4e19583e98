package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.question.cluster.ClusterSecret;
import dev.loop.question.cluster.Instance;
import dev.loop.question.cluster.OtherInstances;
import dev.loop.topology.run.InstanceAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two instances count the calls that each of them gets, and either tells of both. */
class KeyUseEverywhereTest {

    private static final ClusterSecret SECRET = new ClusterSecret("0123456789abcdef");
    private static final Instance.Share NOTHING = new Instance.Share(List.of(), List.of());

    private final List<OtherInstances> others = new ArrayList<>();
    private final List<ApiFixture> instances = new ArrayList<>();
    private final List<InstanceAddress> addresses = new ArrayList<>();

    @BeforeEach
    void start() {
        for (int i = 0; i < 2; i++) {
            int here = i;
            others.add(new OtherInstances(() -> seenFrom(here), SECRET));
            instances.add(new ApiFixture(others.get(i)));
            addresses.add(
                    new InstanceAddress("127.0.0.1", instances.get(i).server.port()));
        }
    }

    private List<Instance> seenFrom(int here) {
        return IntStream.range(0, addresses.size())
                .mapToObj(i -> new Instance(Optional.of(addresses.get(i)), i == here, NOTHING, NOTHING))
                .toList();
    }

    @AfterEach
    void stop() {
        instances.forEach(ApiFixture::close);
        others.forEach(OtherInstances::close);
    }

    @Test
    void shouldAddUpTheCallsOfAll_whicheverIsAsked() {
        say(0, ApiFixture.item("u", "neutral", ""));
        say(0, "{}");
        instances.get(1).clock.advance(Duration.ofMinutes(1));
        say(1, ApiFixture.item("u", "neutral", ""));
        say(1, ApiFixture.item("u", "neutral", ""));
        say(1, "{}");

        for (int asked = 0; asked < 2; asked++) {
            JsonNode use = use(asked);
            assertThat(use.get("itemsToday").asInt()).isEqualTo(3);
            assertThat(use.get("refused").toString()).isEqualTo("{\"invalid-body\":2}");
            assertThat(use.get("lastUsedAt").asText()).isEqualTo("2026-07-01T12:01:00Z");
            assertThat(use.get("instances"))
                    .extracting(JsonNode::asText)
                    .containsExactlyInAnyOrder(
                            addresses.get(0).toString(), addresses.get(1).toString());
            assertThat(use.get("missing")).isEmpty();
        }
    }

    @Test
    void shouldNameTheInstance_whenOneDoesNotAnswer() {
        say(0, ApiFixture.item("u", "neutral", ""));
        say(1, ApiFixture.item("u", "neutral", ""));
        String gone = addresses.get(1).toString();
        instances.get(1).server.close();

        JsonNode use = use(0);
        assertThat(use.get("itemsToday").asInt()).isOne();
        assertThat(use.get("missing")).extracting(JsonNode::asText).containsExactly(gone);
    }

    @Test
    void shouldTellNobodyElse_whenTheSecretIsMissing() throws Exception {
        for (String authorization : List.of("Loop-Cluster guess", "Bearer " + ApiFixture.SECRET)) {
            URI route = URI.create("http://" + addresses.get(0) + "/internal/v1/key-use");
            HttpRequest asked = HttpRequest.newBuilder(route)
                    .header("Authorization", authorization)
                    .POST(HttpRequest.BodyPublishers.ofString("[]"))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(asked, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    private void say(int instance, String item) {
        instances
                .get(instance)
                .send("POST", "/v1/feedback", ApiFixture.PUBLISHABLE, item.getBytes(StandardCharsets.UTF_8));
    }

    private JsonNode use(int instance) {
        return StreamSupport.stream(
                        instances
                                .get(instance)
                                .get("/v1/keys")
                                .json()
                                .get("data")
                                .spliterator(),
                        false)
                .filter(key -> key.get("id").asText().equals("key_public"))
                .findFirst()
                .orElseThrow()
                .get("use");
    }
}
