package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.ApiFixture.Answer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeysTest {

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
    void shouldOpenWhatItIsFor_whenAKeyIsMade() {
        Answer made = make("Reports", "\"feedback:read\"", ApiFixture.SECRET);
        String key = made.json().get("key").asText();

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Cache-Control")).isEqualTo("no-store");
        assertThat(key).startsWith("sk_");
        assertThat(api.send("GET", "/v1/feedback", key, null).status()).isEqualTo(200);
        assertThat(api.send("GET", "/v1/keys", key, null).status()).isEqualTo(403);
        assertThat(api.get("/v1/keys").body()).contains("Reports").doesNotContain(key);
        assertThat(api.projects.get("default").orElseThrow().toString()).doesNotContain(key);
    }

    @Test
    void shouldListKeysWithoutBrowsersOrSecrets_whenAskedForCsv() {
        String key = make("=Reports", "\"feedback:read\",\"releases:read\"", ApiFixture.SECRET)
                .json()
                .get("key")
                .asText();
        signIn("{\"key\":\"" + key + "\"}");

        Answer file = api.get("/v1/keys", "Accept", "text/csv");

        assertThat(file.header("Content-Type")).isEqualTo("text/csv; charset=utf-8; header=present");
        assertThat(file.body().lines())
                .first()
                .isEqualTo(
                        "id,name,scopes,publishable,source,createdAt,expiresAt,madeWith,current,origins,keySecond,keyDay,"
                                + "addressMinute,addressHour,beganAs,itemsToday,lastUsedAt,refused,countedSince,countedBy,forms");
        assertThat(file.body().lines())
                .hasSize(1 + api.get("/v1/keys").json().get("data").size())
                .anySatisfy(line -> assertThat(line)
                        .contains(",'=Reports,feedback:read releases:read,false,,2026-")
                        .contains(",,,false,"));
        assertThat(file.body()).doesNotContain(key);
    }

    @Test
    void shouldBePublishable_whenItMayOnlyCreate() {
        assertThat(make("Page", "\"feedback:create\"", ApiFixture.SECRET)
                        .json()
                        .get("key")
                        .asText())
                .startsWith("pk_");
    }

    @Test
    void shouldNotGiveMoreThanItHas_whenAKeyMakesAKey() {
        String maker = make("Maker", "\"keys:write\",\"feedback:read\"", ApiFixture.SECRET)
                .json()
                .get("key")
                .asText();

        Answer refused = make("More", "\"feedback:write\"", maker);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().get("detail").asText()).contains("feedback:write");
        assertThat(make("All", "\"*\"", maker).status()).isEqualTo(422);
        assertThat(make("Same", "\"feedback:read\"", maker).status()).isEqualTo(201);
    }

    @Test
    void shouldSayAllThatIsWrong_whenAKeyMakesNoSense() {
        Answer answer = api.post("/v1/keys", "{\"name\":\"\",\"scopes\":[\"feedback:raed\"]}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().get("errors")).hasSize(2);
        assertThat(answer.body()).contains("did you mean feedback:read?");
    }

    @Test
    void shouldOpenNothingAnyMore_whenRevokedWithItsBrowsers() {
        JsonNode made = make("Temp", "\"feedback:read\"", ApiFixture.SECRET).json();
        String key = made.get("key").asText();
        String cookie = cookie(signIn("{\"key\":\"" + key + "\"}"));
        assertThat(read("/v1/feedback", cookie).status()).isEqualTo(200);
        assertThat(read("/v1/keys", cookie).status()).isEqualTo(403);

        String path = "/v1/keys/" + made.get("id").asText();
        assertThat(api.send("DELETE", path, ApiFixture.SECRET, null).status()).isEqualTo(204);
        assertThat(api.send("DELETE", path, ApiFixture.SECRET, null).status()).isEqualTo(404);

        assertThat(api.send("GET", "/v1/feedback", key, null).status()).isEqualTo(401);
        assertThat(read("/v1/feedback", cookie).status()).isEqualTo(401);
    }

    @Test
    void shouldSignInOnceAndInTime_whenALinkIsFollowed() {
        String link = "/sign-in?token=" + api.sessions.link("default").token();
        // A link checker's look does not use the link up.
        assertThat(api.send("HEAD", link, "", null).header("Set-Cookie")).isEmpty();
        assertThat(api.send("GET", link, "", null, "Sec-Purpose", "prefetch;prerender")
                        .header("Set-Cookie"))
                .isEmpty();

        Answer first = api.send("GET", link, "", null);
        assertThat(first.status()).isEqualTo(303);
        assertThat(first.header("Location")).isEqualTo("/");
        assertThat(first.headers().allValues("Set-Cookie"))
                .allSatisfy(cookie -> assertThat(cookie).contains("; HttpOnly", "; Path=/"))
                .satisfiesExactly(
                        session ->
                                assertThat(session).startsWith("loop_session_").contains("; SameSite=Strict"),
                        // Says that there is one, and opens nothing.
                        marker ->
                                assertThat(marker).startsWith("loop_signed_in_").contains("=1;", "; SameSite=Lax"));
        assertThat(read("/v1/keys", cookie(first)).status()).isEqualTo(200);
        Answer second = api.send("GET", link, "", null);
        assertThat(second.header("Location")).isEqualTo("/signed-out?link=used");
        assertThat(second.header("Set-Cookie")).isEmpty();

        String late = "/sign-in?token=" + api.sessions.link("default").token();
        api.clock.advance(dev.loop.api.key.BrowserSessions.LINK_LIFE);
        assertThat(api.send("GET", late, "", null).header("Set-Cookie")).isEmpty();

        api.clock.advance(dev.loop.api.key.BrowserSessions.SESSION_LIFE);
        assertThat(read("/v1/keys", cookie(first)).status()).isEqualTo(401);
    }

    @Test
    void shouldMakeALinkThatMayAsMuchAsTheKey_whenAskedForOne() {
        JsonNode link = api.post("/v1/sign-in-links", "").json();
        String cookie = cookie(api.send("GET", link.get("path").asText(), "", null));
        assertThat(read("/session", cookie).json().get("scopes").get(0).asText())
                .isEqualTo("*");
        assertThat(api.send("POST", "/v1/sign-in-links", ApiFixture.PUBLISHABLE, new byte[0])
                        .status())
                .isEqualTo(403);
    }

    @Test
    void shouldCountForItsOwnPagesAlone_whenACookieComesAlong() {
        String cookie = cookie(
                api.send("GET", "/sign-in?token=" + api.sessions.link("default").token(), "", null));
        String own = "http://127.0.0.1:" + api.server.port();
        byte[] item = ApiFixture.item("u", "neutral", "").getBytes(StandardCharsets.UTF_8);

        // Another site, another port of this machine, and who does not say: refused. Reading too, where the browser
        // says so.
        assertThat(create(item, cookie, "Sec-Fetch-Site", "cross-site")).isEqualTo(403);
        assertThat(create(item, cookie, "Sec-Fetch-Site", "same-site")).isEqualTo(403);
        assertThat(create(item, cookie, "Sec-Fetch-Site", "none")).isEqualTo(403);
        assertThat(create(item, cookie, "Origin", "http://127.0.0.1:1")).isEqualTo(403);
        assertThat(create(item, cookie, "Origin", "null")).isEqualTo(403);
        assertThat(create(item, cookie)).isEqualTo(403);
        assertThat(read("/v1/feedback", cookie, "Sec-Fetch-Site", "same-site").status())
                .isEqualTo(403);

        assertThat(create(item, cookie, "Sec-Fetch-Site", "same-origin", "Origin", own))
                .isEqualTo(201);
        assertThat(create(item, cookie, "Origin", own)).isEqualTo(201);
        // The cookie is worth nothing as a bearer token.
        assertThat(api.send("GET", "/v1/feedback", cookie.split("=", 2)[1], null)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void shouldNotSignInForAnotherSite_whenAKeyIsSentFromThere() {
        byte[] body = ("{\"key\":\"" + ApiFixture.SECRET + "\"}").getBytes(StandardCharsets.UTF_8);
        assertThat(api.send("POST", "/session", "", body, "Sec-Fetch-Site", "cross-site")
                        .status())
                .isEqualTo(403);
        assertThat(signIn("{\"key\":\"sk_wrong\"}").status()).isEqualTo(401);
    }

    @Test
    void shouldForgetTheBrowser_whenItSignsOut() {
        String cookie = cookie(signIn("{\"key\":\"" + ApiFixture.SECRET + "\"}"));
        Answer out = api.send("DELETE", "/session", "", null, "Cookie", cookie, "Sec-Fetch-Site", "same-origin");
        assertThat(out.status()).isEqualTo(204);
        assertThat(out.header("Set-Cookie")).contains("Max-Age=0");
        assertThat(read("/session", cookie).status()).isEqualTo(401);
    }

    @Test
    void shouldServeFilesForEverAndPagesFresh_whenABrowserAsks() {
        Answer page = api.send("GET", "/explore", "", null);
        assertThat(page.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(api.send("GET", "/explore", "", null, "If-None-Match", page.header("ETag"))
                        .status())
                .isEqualTo(304);
        String script = page.body().replaceAll("(?s).*src=\"(/assets/[^\"]+/app\\.js)\".*", "$1");
        Answer file = api.send("GET", script, "", null);
        assertThat(file.header("Cache-Control")).contains("immutable");
        assertThat(file.header("Content-Type")).startsWith("text/javascript");
        assertThat(api.send("GET", script, "", null, "Accept-Encoding", "gzip").header("Content-Encoding"))
                .isEqualTo("gzip");
        assertThat(api.send("GET", script.replaceFirst("/assets/[^/]+", "/assets/old"), "", null)
                        .status())
                .isEqualTo(404);
        assertThat(api.send("GET", script.replace("app.js", "Dashboard.class"), "", null)
                        .status())
                .isEqualTo(404);
    }

    private Answer make(String name, String scopes, String key) {
        return api.send(
                "POST",
                "/v1/keys",
                key,
                ("{\"name\":\"" + name + "\",\"scopes\":[" + scopes + "]}").getBytes(StandardCharsets.UTF_8));
    }

    private Answer signIn(String body) {
        return api.send(
                "POST",
                "/session",
                "",
                body.getBytes(StandardCharsets.UTF_8),
                "Origin",
                "http://127.0.0.1:" + api.server.port());
    }

    private int create(byte[] item, String cookie, String... headers) {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Cookie";
        all[headers.length + 1] = cookie;
        return api.send("POST", "/v1/feedback", "", item, all).status();
    }

    private Answer read(String path, String cookie, String... headers) {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Cookie";
        all[headers.length + 1] = cookie;
        return api.send("GET", path, "", null, all);
    }

    private static String cookie(Answer answer) {
        return answer.header("Set-Cookie").split(";", 2)[0];
    }
}
