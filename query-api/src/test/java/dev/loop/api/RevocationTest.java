package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.ApiFixture.Answer;
import dev.loop.api.key.BrowserSessions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A revoked key ends everything that was begun with it, and nothing of another key. */
class RevocationTest {

    /** More than the buffers of both ends take. */
    private static final int ITEMS = 3_000;

    private ApiFixture api;

    private record Key(String id, String secret) {}

    @BeforeEach
    void start() {
        api = new ApiFixture();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void shouldOpenNothing_whenTheKeyOfALinkWasRevoked() {
        Key key = key("\"*\"");
        String link = link("Authorization", "Bearer " + key.secret());
        revoke(key.id());

        Answer answer = api.send("GET", link, "", null);

        assertThat(answer.header("Location")).isEqualTo("/signed-out?link=used");
        assertThat(answer.header("Set-Cookie")).isEmpty();
        assertThat(browsers()).isEmpty();
    }

    @Test
    void shouldEndTheWholeChain_whenALinkOfALinkWasUsed() {
        Key key = key("\"*\"");
        String first = signIn(key.secret());
        String second = cookie(api.send("GET", link("Cookie", first, "Origin", own()), "", null));
        String third = cookie(api.send("GET", link("Cookie", second, "Origin", own()), "", null));
        String other = signIn(key("\"*\"").secret());
        String waiting = link("Cookie", third, "Origin", own());
        assertThat(status(third)).isEqualTo(200);

        revoke(key.id());

        for (String cookie : List.of(first, second, third)) {
            assertThat(status(cookie)).isEqualTo(401);
        }
        assertThat(api.send("GET", waiting, "", null).header("Set-Cookie")).isEmpty();
        assertThat(status(other)).isEqualTo(200);
    }

    @Test
    void shouldEndWithItsKey_whenTheBrowserInBetweenSignedOut() {
        Key key = key("\"*\"");
        String first = signIn(key.secret());
        String second = cookie(api.send("GET", link("Cookie", first, "Origin", own()), "", null));
        String waiting = link("Cookie", first, "Origin", own());

        signOut(first);

        assertThat(status(first)).isEqualTo(401);
        assertThat(status(second)).isEqualTo(200);
        assertThat(api.send("GET", waiting, "", null).header("Set-Cookie")).isEmpty();
        assertThat(browsers().get(0).get("madeWith").asText()).isEqualTo(key.id());
        revoke(key.id());
        assertThat(status(second)).isEqualTo(401);
    }

    @Test
    void shouldNeedTheScopesOfTheKey_whenOneIsRevoked() {
        Key every = key("\"*\"");
        Key reader = key("\"feedback:read\"");
        Key reads = key("\"feedback:read\",\"releases:read\"");
        String maker = key("\"keys:write\",\"feedback:read\"").secret();

        Answer refused = api.send("DELETE", "/v1/keys/" + every.id(), maker, null);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().get("detail").asText()).contains("lacks *");
        assertThat(api.send("DELETE", "/v1/keys/" + reads.id(), maker, null)
                        .json()
                        .get("detail")
                        .asText())
                .contains("lacks releases:read");
        assertThat(api.send("DELETE", "/v1/keys/" + reader.id(), maker, null).status())
                .isEqualTo(204);
        assertThat(api.send("GET", "/v1/keys", every.secret(), null).status()).isEqualTo(200);
    }

    @Test
    void shouldPushOutNobodyElse_whenOneKeySignsInAgainAndAgain() {
        String mine = signIn(key("\"*\"").secret());
        Key busy = key("\"feedback:read\"");
        List<String> cookies = new ArrayList<>();
        for (int i = 0; i < 55; i++) {
            cookies.add(signIn(busy.secret()));
        }

        assertThat(status(mine)).isEqualTo(200);
        assertThat(browsers()).hasSize(51);
        assertThat(status(cookies.get(4))).isEqualTo(401);
        assertThat(read("/v1/feedback", cookies.get(5))).isEqualTo(200);
    }

    @Test
    void shouldPushOutNobodyElsesLink_whenOneKeyMakesManyLinks() {
        String mine = link("Authorization", "Bearer " + key("\"*\"").secret());
        Key busy = key("\"*\"");
        String oldest = link("Authorization", "Bearer " + busy.secret());
        for (int i = 0; i < 10; i++) {
            link("Authorization", "Bearer " + busy.secret());
        }

        assertThat(api.send("GET", oldest, "", null).header("Set-Cookie")).isEmpty();
        assertThat(api.send("GET", mine, "", null).header("Set-Cookie")).isNotEmpty();
    }

    @Test
    void shouldKeepTheSessionAndWriteNothing_whenTheSameKeySignsInAgain() {
        Key key = key("\"*\"");
        String cookie = signIn(key.secret());
        long version = api.projects.version();

        Answer again = session("{\"key\":\"" + key.secret() + "\"}", "Cookie", cookie);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("Set-Cookie")).isEmpty();
        assertThat(session("{\"key\":\"sk_wrong\"}").status()).isEqualTo(401);
        assertThat(api.projects.version()).isEqualTo(version);
        // Another key takes the place of the first.
        String other = cookie(session("{\"key\":\"" + key("\"feedback:read\"").secret() + "\"}", "Cookie", cookie));
        assertThat(status(cookie)).isEqualTo(401);
        assertThat(read("/v1/feedback", other)).isEqualTo(200);
        assertThat(browsers()).hasSize(1);
    }

    @Test
    void shouldAskFirst_whenALinkComesToABrowserThatIsSignedIn() {
        String mine = signIn(key("\"*\"").secret());
        String token = api.sessions.link("default").token();
        String port = "_" + api.server.port() + "=";

        // A link from another site brings only the marker, and not the cookie itself.
        List<String[]> callers = List.of(
                new String[] {"Cookie", mine},
                new String[] {"Cookie", "loop_signed_in" + port + "1"},
                new String[] {"Sec-Fetch-Site", "cross-site"},
                new String[] {"Sec-Fetch-Site", "same-site"});
        for (String[] caller : callers) {
            Answer answer = api.send("GET", "/sign-in?token=" + token, "", null, caller);
            assertThat(answer.header("Location")).isEqualTo("/signed-out?link=ask#" + token);
            assertThat(answer.header("Set-Cookie")).isEmpty();
        }
        assertThat(status(mine)).isEqualTo(200);

        assertThat(api.send(
                                "POST",
                                "/session",
                                "",
                                bytes("{\"token\":\"" + token + "\"}"),
                                "Sec-Fetch-Site",
                                "cross-site")
                        .status())
                .isEqualTo(403);
        Answer meant = session("{\"token\":\"" + token + "\"}", "Cookie", mine);
        assertThat(meant.status()).isEqualTo(200);
        assertThat(status(cookie(meant))).isEqualTo(200);
        assertThat(status(mine)).as("the session that the browser had").isEqualTo(401);
        assertThat(session("{\"token\":\"" + token + "\"}").status()).isEqualTo(401);
        assertThat(session("{\"token\":\"a\",\"key\":\"b\"}").status()).isEqualTo(422);
        assertThat(session("{}").status()).isEqualTo(422);
    }

    @Test
    void shouldTellNothingMore_whenTheKeyOfAStreamIsRevoked() throws IOException {
        Key key = key("\"feedback:read\"");
        try (LiveTail tail = new LiveTail(api.server.uri(), "", 0, "Authorization", "Bearer " + key.secret());
                LiveTail other = new LiveTail(api.server.uri(), "", 0)) {
            assertThat(tail.next().event()).isEqualTo("open");
            assertThat(other.next().event()).isEqualTo("open");
            revoke(key.id());

            api.live.beat(Runnable::run);

            assertThatThrownBy(tail::next).hasMessageContaining("ended");
            assertThat(api.live.wanted()).isTrue();
        }
    }

    @Test
    void shouldEndTheStream_whenTheSessionEnds() throws IOException {
        String out = signIn(key("\"*\"").secret());
        String old = signIn(key("\"*\"").secret());
        try (LiveTail first = new LiveTail(api.server.uri(), "", 0, "Cookie", out);
                LiveTail second = new LiveTail(api.server.uri(), "", 0, "Cookie", old)) {
            assertThat(first.next().event()).isEqualTo("open");
            assertThat(second.next().event()).isEqualTo("open");
            signOut(out);
            api.live.beat(Runnable::run);
            assertThatThrownBy(first::next).hasMessageContaining("ended");
            api.clock.advance(BrowserSessions.SESSION_LIFE);
            api.live.beat(Runnable::run);
            assertThatThrownBy(second::next).hasMessageContaining("ended");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "ndjson", "parquet"})
    void shouldBreakTheFileOff_whenItsKeyIsRevoked(String format) throws IOException {
        String body = IntStream.range(0, ITEMS)
                .mapToObj(i -> "{\"user\":{\"id\":\"u" + i + "\"},\"sentiment\":\"neutral\",\"message\":\""
                        + new java.util.Random(i)
                                .ints(3_000, 'a', 'z')
                                .mapToObj(Character::toString)
                                .collect(Collectors.joining())
                        + "\"}")
                .collect(Collectors.joining("\n"));
        api.post("/v1/feedback/batch", body, "Content-Type", "application/x-ndjson");
        Key key = key("\"feedback:read\"");
        try (var socket = new Socket()) {
            socket.setReceiveBufferSize(16 << 10);
            socket.setSoTimeout(20_000);
            socket.connect(new InetSocketAddress("127.0.0.1", api.server.port()));
            socket.getOutputStream()
                    .write(("GET /v1/feedback?format=" + format
                                    + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + key.secret()
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo('H');

            revoke(key.id());

            long left = 0;
            byte[] some = new byte[64 << 10];
            try {
                for (int n = socket.getInputStream().read(some);
                        n >= 0;
                        n = socket.getInputStream().read(some)) {
                    left += n;
                }
            } catch (IOException reset) {
                // A broken connection is as good as an end.
            }
            assertThat(left).isLessThan(ITEMS * 3_000L / 2);
        }
    }

    private Key key(String scopes) {
        JsonNode made = api.post("/v1/keys", "{\"name\":\"k\",\"scopes\":[" + scopes + "]}")
                .json();
        return new Key(made.get("id").asText(), made.get("key").asText());
    }

    private void revoke(String id) {
        assertThat(api.send("DELETE", "/v1/keys/" + id, ApiFixture.SECRET, null).status())
                .isEqualTo(204);
    }

    private String link(String... headers) {
        Answer made = api.send("POST", "/v1/sign-in-links", "", new byte[0], headers);
        assertThat(made.status()).isEqualTo(201);
        return made.json().get("path").asText();
    }

    private String own() {
        return "http://127.0.0.1:" + api.server.port();
    }

    private String signIn(String key) {
        return cookie(session("{\"key\":\"" + key + "\"}"));
    }

    private Answer session(String body, String... headers) {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Origin";
        all[headers.length + 1] = own();
        return api.send("POST", "/session", "", bytes(body), all);
    }

    private void signOut(String cookie) {
        api.send("DELETE", "/session", "", null, "Cookie", cookie, "Sec-Fetch-Site", "same-origin");
    }

    private int status(String cookie) {
        return read("/session", cookie);
    }

    private int read(String path, String cookie) {
        return api.send("GET", path, "", null, "Cookie", cookie).status();
    }

    private JsonNode browsers() {
        return api.get("/v1/keys").json().get("browsers");
    }

    private static String cookie(Answer answer) {
        return answer.header("Set-Cookie").split(";", 2)[0];
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
