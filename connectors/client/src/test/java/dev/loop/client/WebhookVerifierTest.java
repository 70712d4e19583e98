package dev.loop.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loop.client.WebhookVerificationException.Reason;
import dev.loop.client.model.Event;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class WebhookVerifierTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OTHER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private static final byte[] BODY = """
        {"id":"evt_1","type":"feedback.created","createdAt":"2026-06-19T14:02:11Z","data":{"id":"fb_1","message":"Grüße 🎉"}}\
        """.getBytes(StandardCharsets.UTF_8);
    private static final long NOW = 1_800_000_000;

    private static WebhookVerifier verifier(String... secrets) {
        return new WebhookVerifier(List.of(secrets), true, Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC));
    }

    private static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String standard(String secret, long at) {
        byte[] key = Base64.getDecoder().decode(secret.substring(6));
        byte[] head = ("msg_1." + at + ".").getBytes(StandardCharsets.UTF_8);
        return "v1," + Base64.getEncoder().encodeToString(hmac(key, head, BODY));
    }

    private static String plain(String secret) {
        return HexFormat.of().formatHex(hmac(secret.getBytes(StandardCharsets.UTF_8), BODY));
    }

    private static Map<String, List<String>> headers(long at, String signature) {
        return new TreeMap<>(Map.of(
                "webhook-id",
                List.of("msg_1"),
                "webhook-timestamp",
                List.of("" + at),
                "webhook-signature",
                List.of(signature)));
    }

    private static void assertReason(Reason reason, ThrowingCallable verifying) {
        assertThatThrownBy(verifying)
                .isInstanceOfSatisfying(
                        WebhookVerificationException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(reason))
                .message()
                .doesNotContain(SECRET.substring(6));
    }

    @Test
    void shouldReadTheEvent_whenHeadersComeInAnyFormAndCase() {
        Map<String, List<String>> lower = headers(NOW, standard(SECRET, NOW));
        Map<String, List<String>> upper = new TreeMap<>();
        lower.forEach((name, values) -> upper.put(name.toUpperCase(Locale.ROOT), values));
        for (Event event : List.of(
                verifier(SECRET).verify(BODY, lower),
                verifier(SECRET).verify(BODY, upper),
                verifier(SECRET).verify(BODY, name -> lower.get(name).get(0)))) {
            assertThat(event.type()).isEqualTo("feedback.created");
            assertThat(event.item().orElseThrow().message()).isEqualTo("Grüße 🎉");
        }
    }

    @Test
    void shouldTakeAnyPair_whenThereAreSeveralSecretsAndSignatures() {
        verifier(SECRET, OTHER).verify(BODY, headers(NOW, standard(OTHER, NOW)));
        verifier(SECRET)
                .verify(BODY, headers(NOW, "v1a,x v1 v1,!! " + standard(OTHER, NOW) + " " + standard(SECRET, NOW)));
    }

    @Test
    void shouldKnowTheAnswer_whenItIsThatOfStandardWebhooks() {
        Clock then = Clock.fixed(Instant.ofEpochSecond(1_614_265_330), ZoneOffset.UTC);
        Event event = new WebhookVerifier(List.of(SECRET), true, then)
                .verify(
                        "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8),
                        Map.of(
                                "webhook-id", List.of("msg_p5jXN8AQM9LWM0D4loKWxJek"),
                                "webhook-timestamp", List.of("1614265330"),
                                "webhook-signature", List.of("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")));
        assertThat(event.more().get("test").asLong()).isEqualTo(2_432_232_314L);
    }

    @Test
    void shouldRefuseIt_whenItIsOldOrFromTheFutureOrWithoutATime() {
        for (long off : List.of(-300L, 300L)) {
            assertThatCode(() -> verifier(SECRET).verify(BODY, headers(NOW + off, standard(SECRET, NOW + off))))
                    .doesNotThrowAnyException();
        }
        for (long off : List.of(-301L, 301L)) {
            assertReason(
                    Reason.TIMESTAMP,
                    () -> verifier(SECRET).verify(BODY, headers(NOW + off, standard(SECRET, NOW + off))));
        }
        for (String text : List.of("now", "1e9", "-1", "0x10")) {
            Map<String, List<String>> headers = headers(NOW, standard(SECRET, NOW));
            headers.put("webhook-timestamp", List.of(text));
            assertReason(Reason.TIMESTAMP, () -> verifier(SECRET).verify(BODY, headers));
        }
    }

    @Test
    void shouldRefuseIt_whenItIsNotWhatWasSigned() {
        Map<String, List<String>> headers = headers(NOW, standard(SECRET, NOW));
        byte[] changed = BODY.clone();
        changed[BODY.length - 2] = ' ';
        assertReason(Reason.SIGNATURE, () -> verifier(SECRET).verify(changed, headers));
        assertReason(Reason.SIGNATURE, () -> verifier(OTHER).verify(BODY, headers));
        assertReason(Reason.SIGNATURE, () -> verifier(SECRET).verify(BODY, headers(NOW, "v2,abc")));
        for (String name : headers.keySet()) {
            Map<String, List<String>> less = new TreeMap<>(headers);
            less.remove(name);
            assertReason(Reason.MISSING_HEADER, () -> verifier(SECRET).verify(BODY, less));
        }
    }

    @Test
    void shouldSayWhatIsWrong_whenASecretIsNone() {
        for (String[] secrets :
                List.of(new String[] {}, new String[] {""}, new String[] {"whsec_?"}, new String[] {"whsec_"})) {
            assertThatThrownBy(() -> new WebhookVerifier(secrets)).hasMessageContaining("secret");
        }
    }

    @Test
    void shouldTakeLoopSignature_whenAskedToWithTheWholeTextAsItsKey() {
        WebhookVerifier verifier = verifier(SECRET).loopSignatureOnly();
        verifier.verify(BODY, Map.of("Loop-Signature", List.of(plain(SECRET))));
        verifier.verify(
                BODY,
                Map.of("Loop-Signature", List.of(plain(OTHER)), "Loop-Signature-Previous", List.of(plain(SECRET))));
        assertReason(
                Reason.MISSING_HEADER,
                () -> verifier(SECRET).verify(BODY, Map.of("Loop-Signature", List.of(plain(SECRET)))));
        assertReason(Reason.MISSING_HEADER, () -> verifier.verify(BODY, headers(NOW, standard(SECRET, NOW))));
        for (String wrong : List.of("00", plain(OTHER), plain(SECRET) + "0", "zz")) {
            assertReason(Reason.SIGNATURE, () -> verifier.verify(BODY, Map.of("Loop-Signature", List.of(wrong))));
        }
    }
}
