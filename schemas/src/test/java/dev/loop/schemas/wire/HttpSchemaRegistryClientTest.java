package dev.loop.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpSchemaRegistryClientTest {

    private static final Schema STRING = Schema.create(Schema.Type.STRING);
    private static final String NOT_FOUND = "{\"error_code\":40403,\"message\":\"Schema 9 not found\"}";

    private final Map<String, Answer> answers = new HashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private HttpServer server;

    private record Answer(int status, String body) {}

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            requests.add(request);
            authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
            Answer answer = answers.getOrDefault(request, new Answer(404, "<html>no such page</html>"));
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private HttpSchemaRegistryClient client(String... urls) {
        return new HttpSchemaRegistryClient(
                new HttpSettings(
                        List.of(urls).stream().map(URI::create).toList(),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(2),
                        1,
                        Duration.ofMillis(1)),
                nanos::get);
    }

    @Test
    void shouldAskOnce_whenASchemaIsRegisteredAgain() {
        answers.put("POST /subjects/a%2Fb%20c/versions", new Answer(200, "{\"id\":5}"));
        HttpSchemaRegistryClient client = client(url());
        assertThat(client.register("a/b c", STRING)).isEqualTo(5);
        assertThat(client.register("a/b c", Schema.create(Schema.Type.STRING))).isEqualTo(5);
        assertThat(requests).hasSize(1);
    }

    @Test
    void shouldGoToTheNextAddress_whenOneIsDead() {
        answers.put("GET /schemas/ids/1", new Answer(200, "{\"schema\":\"\\\"string\\\"\"}"));
        HttpSchemaRegistryClient client = client("http://127.0.0.1:1", url());
        assertThat(client.schemaById(1)).isEqualTo(STRING);
        assertThat(client.schemaById(1)).isEqualTo(STRING);
        assertThat(requests).hasSize(1);
    }

    @Test
    void shouldBeUnavailable_whenNobodyAnswers() {
        assertThatThrownBy(() -> client("http://127.0.0.1:1").schemaById(1))
                .isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void shouldTryAgain_whenTheRegistryHasAnErrorOfItsOwn() {
        answers.put("GET /schemas/ids/1", new Answer(500, "{\"error_code\":50001,\"message\":\"store\"}"));
        assertThatThrownBy(() -> client(url()).schemaById(1)).isInstanceOf(RegistryUnavailableException.class);
        assertThat(requests).hasSize(2);
    }

    /** A wrong address must not turn every record into a dead letter. */
    @Test
    void shouldBeUnavailable_whenThe404IsNotARegistrys() {
        assertThatThrownBy(() -> client(url()).schemaById(1))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("schema.registry.url");
        answers.put("GET /schemas/ids/1", new Answer(404, "{\"error_code\":404,\"message\":\"HTTP 404 Not Found\"}"));
        assertThatThrownBy(() -> client(url()).schemaById(1)).isInstanceOf(RegistryUnavailableException.class);
        answers.put("GET /schemas/ids/1", new Answer(401, "{\"error_code\":40101,\"message\":\"who are you\"}"));
        assertThatThrownBy(() -> client(url()).schemaById(1)).isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void shouldRememberAnUnknownIdForAMoment_whenTheRegistryDoesNotKnowIt() {
        answers.put("GET /schemas/ids/9", new Answer(404, NOT_FOUND));
        HttpSchemaRegistryClient client = client(url());
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> client.schemaById(9)).isInstanceOf(UnknownSchemaIdException.class);
        }
        assertThat(requests).hasSize(1);

        answers.put("GET /schemas/ids/9", new Answer(200, "{\"schema\":\"\\\"string\\\"\"}"));
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        assertThat(client.schemaById(9)).isEqualTo(STRING);
    }

    @Test
    void shouldSayWhy_whenTheSchemaIsRefused() {
        answers.put(
                "POST /subjects/s/versions",
                new Answer(409, "{\"error_code\":409,\"message\":\"incompatible with an earlier schema\"}"));
        assertThatThrownBy(() -> client(url()).register("s", STRING))
                .isInstanceOfSatisfying(
                        RegistryRefusedException.class,
                        e -> assertThat(e.errorCode()).isEqualTo(409))
                .hasMessageContaining("incompatible with an earlier schema");
    }

    @Test
    void shouldBeMalformed_whenTheSchemaIsNotAvro() {
        answers.put("GET /schemas/ids/2", new Answer(200, "{\"schemaType\":\"JSON\",\"schema\":\"{}\"}"));
        assertThatThrownBy(() -> client(url()).schemaById(2)).isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void shouldFetchWhatASchemaRefersTo_whenItIsInParts() {
        answers.put("GET /schemas/ids/3", new Answer(200, """
                {"schema":"{\\"type\\":\\"record\\",\\"name\\":\\"Outer\\",\\"fields\\":[{\\"name\\":\\"i\\",\\"type\\":\\"Inner\\"}]}",
                 "references":[{"name":"Inner","subject":"inner","version":4}]}"""));
        answers.put("GET /subjects/inner/versions/4?deleted=true", new Answer(200, """
                {"subject":"inner","version":4,"id":1,
                 "schema":"{\\"type\\":\\"enum\\",\\"name\\":\\"Inner\\",\\"symbols\\":[\\"A\\"]}"}"""));
        assertThat(client(url()).schemaById(3).getField("i").schema().getEnumSymbols())
                .containsExactly("A");
    }

    @Test
    void shouldSendCredentials_whenTheConfigurationHasThem() {
        answers.put("GET /r/schemas/ids/1", new Answer(200, "{\"schema\":\"\\\"string\\\"\"}"));
        String withUser = url().replace("//", "//me:pw@") + "/r/";
        List<Map<String, String>> ways = List.of(
                Map.of("schema.registry.url", withUser),
                Map.of(
                        "schema.registry.url", url() + "/r",
                        "basic.auth.credentials.source", "USER_INFO",
                        "schema.registry.basic.auth.user.info", "me:pw"),
                Map.of(
                        "schema.registry.url", url() + "/r",
                        "bearer.auth.credentials.source", "STATIC_TOKEN",
                        "bearer.auth.token", "sesame"));
        ways.forEach(way -> SchemaRegistryClient.from(way).schemaById(1));
        assertThat(authorizations).containsExactly("Basic bWU6cHc=", "Basic bWU6cHc=", "Bearer sesame");
    }
}
