package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.ApiFixture.Answer;
import dev.loop.api.feedback.NewNames;
import dev.loop.api.user.UserSecrets;
import dev.loop.connectors.seal.MasterKeys;
import dev.loop.schemas.avro.Project;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page may name anybody; a hash of the customer's server proves it. */
class UserSecretTest {

    private ApiFixture api;

    @BeforeEach
    void start() {
        api = new ApiFixture();
        api.send("PUT", "/v1/accounts/acme", ApiFixture.SECRET, bytes("{\"plan\":\"scale\",\"users\":[\"ann\"]}"));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void shouldShowTheSecretToWhomItIsFor_whenItIsMade() {
        assertThat(api.get("/v1/user-secret").body()).isEqualTo("{\"previous\":[]}");

        Answer made = api.post("/v1/user-secret/rotate", "");

        assertThat(made.status()).as(made.body()).isEqualTo(200);
        assertThat(made.header("Cache-Control")).isEqualTo("no-store");
        assertThat(secret(made)).matches("usec_[0-9a-z]{32}");
        assertThat(api.get("/v1/user-secret").json()).isEqualTo(made.json());
        assertThat(api.projects.get("default").orElseThrow().toString())
                .doesNotContain(secret(made))
                .contains("enc:v1:");
        String keys = api.post("/v1/keys", "{\"name\":\"k\",\"scopes\":[\"keys:read\",\"keys:write\"]}")
                .json()
                .get("key")
                .asText();
        assertThat(api.send("GET", "/v1/user-secret", keys, null).status()).isEqualTo(403);
        assertThat(api.send("POST", "/v1/user-secret/rotate", keys, new byte[0]).status())
                .isEqualTo(403);
        assertThat(api.send("GET", "/v1/user-secret", ApiFixture.OTHER, null).body())
                .isEqualTo("{\"previous\":[]}");
    }

    @Test
    void shouldBelieveWhoItIs_whenTheHashIsRight() {
        String secret = secret(api.post("/v1/user-secret/rotate", ""));

        JsonNode item = created("\"userHash\":\"" + hash(secret, "ann") + "\"");
        JsonNode loud = created("\"userHash\":\"" + hash(secret, "ann").toUpperCase(Locale.ROOT) + "\"");

        for (JsonNode one : new JsonNode[] {item, loud}) {
            assertThat(one.at("/metadata/userVerified").asText()).isEqualTo("true");
            assertThat(one.get("plan").asText()).isEqualTo("scale");
            assertThat(one.has("userHash")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"userHash\":null",
                "\"userHash\":\"\"",
                "\"userHash\":\"0\"",
                "another user's",
                "another secret's"
            })
    void shouldAttachNoPlan_whenTheUserIsOnlyClaimed(String how) {
        String secret = secret(api.post("/v1/user-secret/rotate", ""));
        String hash = how.equals("another user's") ? hash(secret, "bob") : hash("usec_other", "ann");

        JsonNode item = created(how.startsWith("another") ? "\"userHash\":\"" + hash + "\"" : how);

        assertThat(item.at("/metadata/userVerified").asText()).isEqualTo("false");
        assertThat(item.has("plan")).isFalse();
    }

    @Test
    void shouldNeedNoHash_whenAServerSends() {
        JsonNode item = api.post("/v1/feedback", ApiFixture.item("ann", "negative", "\"userHash\":\"0\""))
                .json();

        assertThat(item.get("plan").asText()).isEqualTo("scale");
        assertThat(item.has("metadata")).isFalse();
    }

    @Test
    void shouldNotSayItItself_whenTheKeyIsPublishable() {
        Answer answer = page("\"metadata\":{\"userVerified\":\"true\"}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().at("/errors/0/field").asText()).isEqualTo("metadata.userVerified");
        assertThat(api.get("/v1/feedback").json().get("data")).isEmpty();
    }

    @Test
    void shouldStayAClaim_whenThePageHasUsedUpItsNewNames() {
        try (var few =
                new ApiFixture(ApiSettings.of("127.0.0.1", 0, draft -> draft.newNames = new NewNames.Limits(0, 0)))) {
            few.send(
                    "POST",
                    "/v1/feedback",
                    ApiFixture.PUBLISHABLE,
                    bytes(ApiFixture.item("ann", "negative", "\"metadata\":{\"a\":\"1\"}")));

            JsonNode item = few.get("/v1/feedback").json().at("/data/0");
            assertThat(item.at("/metadata/userVerified").asText()).isEqualTo("false");
            assertThat(item.at("/metadata").toString()).contains("\"loop.sentKey.1\":\"a\"");
        }
    }

    @Test
    void shouldLeaveTheSenderItsEntries_whenTheMetadataIsFull() {
        String full =
                IntStream.range(0, 32).mapToObj(i -> "\"k" + i + "\":\"v\"").collect(Collectors.joining(","));

        assertThat(created("\"metadata\":{" + full + "}").get("metadata")).hasSize(33);
    }

    @Test
    void shouldBelieveTheOldSecretForTheOverlap_whenItIsRotated() {
        String old = secret(api.post("/v1/user-secret/rotate", ""));
        Answer rotated = api.post("/v1/user-secret/rotate", "{\"overlap\":\"1h\"}");
        assertThat(rotated.json().at("/previous/0/secret").asText()).isEqualTo(old);

        assertThat(verified(old)).isEqualTo("true");
        assertThat(verified(secret(rotated))).isEqualTo("true");
        api.clock.advance(Duration.ofHours(1));
        assertThat(verified(old)).isEqualTo("false");
        assertThat(verified(secret(rotated))).isEqualTo("true");
        assertThat(api.get("/v1/user-secret").json().get("previous")).isEmpty();

        assertThat(api.post("/v1/user-secret/rotate", "{\"overlap\":\"0s\"}")
                        .json()
                        .get("previous"))
                .isEmpty();
        assertThat(verified(secret(rotated))).isEqualTo("false");
        for (int i = 0; i < 4; i++) {
            api.clock.advance(Duration.ofSeconds(1));
            assertThat(api.post("/v1/user-secret/rotate", "").status()).isEqualTo(200);
        }
        assertThat(api.post("/v1/user-secret/rotate", "").status()).isEqualTo(409);
    }

    @Test
    void shouldOpenWithTheNewMasterKeyAlone_whenSecretsWereSealedAnew() {
        String old = MasterKeys.random();
        String fresh = MasterKeys.random();
        String secret = secret(api.post("/v1/user-secret/rotate", ""));
        Project project = api.projects.get("default").orElseThrow();
        // What another process would have stored, with a key of its own.
        Project sealed = Project.newBuilder(project)
                .setUserSecrets(UserSecrets.sealedAnew(project, api.master))
                .build();

        Project anew = Project.newBuilder(sealed)
                .setUserSecrets(UserSecrets.sealedAnew(sealed, MasterKeys.parse(fresh + "," + api.masterText)))
                .build();

        api.projects.put("default", anew, Duration.ZERO);
        assertThat(new UserSecrets(api.projects, MasterKeys.parse(fresh), api.clock)
                        .holds("default", "ann", hash(secret, "ann")))
                .isTrue();
        assertThat(new UserSecrets(api.projects, MasterKeys.parse(old), api.clock)
                        .holds("default", "ann", hash(secret, "ann")))
                .isFalse();
        assertThat(api.get("/v1/user-secret").status()).isEqualTo(503);
        assertThat(UserSecrets.sealedAnew(anew, MasterKeys.parse(old))).isEmpty();
    }

    private String verified(String secret) {
        return created("\"userHash\":\"" + hash(secret, "ann") + "\"")
                .at("/metadata/userVerified")
                .asText();
    }

    private JsonNode created(String more) {
        Answer answer = page(more);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return api.get("/v1/feedback/" + answer.json().get("id").asText()).json();
    }

    private Answer page(String more) {
        return api.send(
                "POST", "/v1/feedback", ApiFixture.PUBLISHABLE, bytes(ApiFixture.item("ann", "negative", more)));
    }

    private static String secret(Answer answer) {
        return answer.json().get("secret").asText();
    }

    private static String hash(String secret, String user) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes(secret), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(bytes(user)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
