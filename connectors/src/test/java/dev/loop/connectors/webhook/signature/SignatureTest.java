package dev.loop.connectors.webhook.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.loop.schemas.TrustedRecords;
import dev.loop.schemas.avro.WebhookEndpoint;
import dev.loop.schemas.avro.WebhookSecret;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class SignatureTest {

    private static final String KNOWN = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final byte[] BODY = "{\"id\":\"evt_1\",\"message\":\"größer 🙂\"}".getBytes(StandardCharsets.UTF_8);
    private static final Instant NOW = Instant.now();

    /** The example stands in the standard's own documentation. */
    @Test
    void shouldGiveTheKnownAnswer_whenSignedByTheStandard() {
        byte[] body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

        assertThat(Signer.of(KNOWN).standard("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void shouldBeTheHmacOfTheRawBody_whenSignedTheShortWay() throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KNOWN.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));

        assertThat(Signer.of(KNOWN).hex(BODY)).isEqualTo(HexFormat.of().formatHex(mac.doFinal(BODY)));
    }

    @Test
    void shouldBeVerifiedByTheStandardsLibrary_whenOneSecretIsGood() {
        Map<String, String> headers = signed(endpoint(secret(KNOWN, null)));

        assertThatCode(() -> verify(KNOWN, headers, BODY)).doesNotThrowAnyException();
        byte[] changed = BODY.clone();
        changed[7] ^= 1;
        assertThatThrownBy(() -> verify(KNOWN, headers, changed)).isInstanceOf(WebhookVerificationException.class);
    }

    @Test
    void shouldBeVerifiedWithEither_whenSecretsOverlap() {
        String fresh = freshSecret();
        Map<String, String> headers =
                signed(endpoint(secret(fresh, null), secret(KNOWN, NOW.plusSeconds(60)), secret(freshSecret(), NOW)));

        for (String good : List.of(fresh, KNOWN)) {
            assertThatCode(() -> verify(good, headers, BODY)).doesNotThrowAnyException();
            assertThat(problems(good, headers, BODY)).isEmpty();
        }
        assertThat(headers.get(RequestHeaders.SIGNATURE))
                .isEqualTo(Signer.of(fresh).hex(BODY));
        assertThat(headers.get(RequestHeaders.SIGNATURE_PREVIOUS))
                .isEqualTo(Signer.of(KNOWN).hex(BODY));
        assertThat(headers.get(RequestHeaders.STANDARD_SIGNATURE).split(" ")).hasSize(2);
    }

    @Test
    void shouldNotSign_whenAllSecretsHaveExpired() {
        assertThat(new EndpointSigner(endpoint(secret(KNOWN, NOW))).sign("evt_1", NOW, BODY, (name, value) -> {}))
                .isFalse();
    }

    @Test
    void shouldTellWhatIsWrong_whenVerified() {
        Map<String, String> headers = signed(endpoint(secret(KNOWN, null)));
        byte[] changed = BODY.clone();
        changed[0] ^= 1;

        assertThat(problems(KNOWN, headers, changed))
                .hasSize(2)
                .allMatch(problem -> problem.contains("does not match"));
        assertThat(problems(freshSecret(), headers, BODY)).hasSize(2);
        assertThat(problems(KNOWN, Map.of(), BODY)).hasSize(2).allMatch(problem -> problem.contains("header"));
        assertThat(new Verifier(List.of(KNOWN), Duration.ofMinutes(5))
                        .problems(headers::get, BODY, NOW.plusSeconds(301)))
                .hasSize(2)
                .allMatch(problem -> problem.contains("301 s"));
        Map<String, String> shortened = new LinkedHashMap<>(headers);
        shortened.computeIfPresent(RequestHeaders.SIGNATURE, (name, value) -> value.substring(1));
        shortened.put(RequestHeaders.STANDARD_SIGNATURE, "v1,");
        shortened.put(RequestHeaders.TIMESTAMP, "soon");
        assertThat(problems(KNOWN, shortened, BODY)).hasSize(3);
    }

    @Test
    void shouldRefuse_whenASecretIsNone() {
        for (String wrong : List.of("", "secret", "whsec_", "whsec_!!!")) {
            assertThatThrownBy(() -> Signer.of(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(new Verifier(List.of(KNOWN), Duration.ZERO).toString()).doesNotContain(KNOWN);
    }

    private static List<String> problems(String secret, Map<String, String> headers, byte[] body) {
        return new Verifier(List.of(secret), Verifier.USUAL_TOLERANCE).problems(headers::get, body, NOW);
    }

    private static Map<String, String> signed(WebhookEndpoint endpoint) {
        Map<String, String> headers = new LinkedHashMap<>();
        assertThat(new EndpointSigner(endpoint).sign("evt_1", NOW, BODY, headers::put))
                .isTrue();
        assertThat(headers.get(RequestHeaders.TIMESTAMP)).isEqualTo(Long.toString(NOW.getEpochSecond()));
        return headers;
    }

    private static void verify(String secret, Map<String, String> headers, byte[] body) throws Exception {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        headers.forEach((name, value) -> lists.put(name, new ArrayList<>(List.of(value))));
        new Webhook(secret)
                .verify(new String(body, StandardCharsets.UTF_8), HttpHeaders.of(lists, (name, value) -> true));
    }

    private static String freshSecret() {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return Signer.SECRET_PREFIX + Base64.getEncoder().encodeToString(random);
    }

    private static WebhookSecret secret(String secret, Instant expiresAt) {
        return WebhookSecret.newBuilder()
                .setSecret(secret)
                .setCreatedAt(NOW)
                .setExpiresAt(expiresAt)
                .build();
    }

    private static WebhookEndpoint endpoint(WebhookSecret... secrets) {
        TrustedRecords.install();
        return WebhookEndpoint.newBuilder()
                .setId("we_1")
                .setProject("default")
                .setUrl("https://example.com")
                .setEvents(List.of())
                .setEnabledAt(NOW)
                .setSecrets(List.of(secrets))
                .setCreatedAt(NOW)
                .setUpdatedAt(NOW)
                .build();
    }
}
