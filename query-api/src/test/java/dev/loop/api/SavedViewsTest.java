package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.api.ApiFixture.Answer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SavedViewsTest {

    private static final String ADDRESS = "/explore?group_by=tag%2Cplan&plan=scale&from=30d";

    private ApiFixture api;

    @BeforeEach
    void start() {
        api = new ApiFixture();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void shouldBeThereForAllOfTheProject_whenPut() {
        assertThat(put("By%20plan", ADDRESS).status()).isEqualTo(201);
        assertThat(put("Open", "/inbox?status=open").status()).isEqualTo(201);
        assertThat(put("Open", "/inbox?status=open&plan=scale").status()).isEqualTo(200);

        Answer all = api.get("/v1/views");
        assertThat(all.json().toString())
                .isEqualTo("{\"data\":[{\"name\":\"By plan\",\"address\":\"" + ADDRESS
                        + "\"},{\"name\":\"Open\",\"address\":\"/inbox?status=open&plan=scale\"}]}");
        assertThat(api.send("GET", "/v1/views", ApiFixture.OTHER, null).body()).isEqualTo("{\"data\":[]}");

        assertThat(api.get("/v1/views?format=csv").body())
                .isEqualTo("name,address\r\nBy plan," + ADDRESS + "\r\nOpen,/inbox?status=open&plan=scale\r\n");
        assertThat(api.get("/v1/views?format=ndjson").body().lines().findFirst())
                .contains("{\"name\":\"By plan\",\"address\":\"" + ADDRESS + "\"}");

        assertThat(api.send("DELETE", "/v1/views/Open", ApiFixture.SECRET, null).status())
                .isEqualTo(204);
        assertThat(api.get("/v1/views").json().path("data")).hasSize(1);
        assertThat(api.send("DELETE", "/v1/views/Open", ApiFixture.SECRET, null).status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "explore",
                "//elsewhere.example/explore",
                "/explore\\\\elsewhere",
                "https://elsewhere.example",
                "/keys",
                "/explore?a b",
                "/explorer"
            })
    void shouldRefuse_whenTheAddressIsNoPageToBeSaved(String address) {
        Answer answer = put("One", address);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().at("/errors/0/field").asText()).isEqualTo("address");
        assertThat(api.get("/v1/views").json().path("data")).isEmpty();
    }

    @Test
    void shouldNeedTheScopes_whenAKeyMayDoOtherThings() {
        assertThat(api.send("GET", "/v1/views", ApiFixture.READER, null).status())
                .isEqualTo(403);
        assertThat(api.send("PUT", "/v1/views/One", ApiFixture.READER, "{}".getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void shouldRefuseOneMore_whenThereAreAsManyAsThereMayBe() {
        for (int i = 0; i < 100; i++) {
            assertThat(put("v" + i, "/inbox").status()).isEqualTo(201);
        }
        Answer answer = put("one-more", "/inbox");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(put("v7", "/explore").status()).isEqualTo(200);
    }

    private Answer put(String name, String address) {
        byte[] body = ("{\"address\":\"" + address + "\"}").getBytes(StandardCharsets.UTF_8);
        return api.send("PUT", "/v1/views/" + name, ApiFixture.SECRET, body);
    }
}
