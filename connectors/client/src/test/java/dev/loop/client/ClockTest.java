package dev.loop.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.loop.client.WebhookVerificationException.Reason;
import dev.loop.client.model.NewFeedback;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A clock that is ten years off. */
class ClockTest {

    private static final Duration YEAR = Duration.ofDays(365);
    private static final NewFeedback ITEM = NewFeedback.of("u", "m");

    private static Calls calls(FaultServer server, int yearsOff) {
        return new Calls(
                new Connection(server.url(), "sk_test"),
                CallOptions.USUAL,
                new NewestPosition(),
                false,
                () -> Instant.now().plus(YEAR.multipliedBy(yearsOff)),
                Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(ints = {-10, 10})
    void shouldWaitAsTheServerMeans_whenItTellsItsTime(int yearsOff) {
        try (FaultServer server = new FaultServer("429-date")) {
            long began = System.nanoTime();
            new FeedbackCalls(calls(server, yearsOff)).create(ITEM);
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isBetween(Duration.ofMillis(990), Duration.ofSeconds(20));
        }
    }

    /** Ahead, the date has passed: the usual wait. Behind, it is ten years away: no wait is that long. */
    @ParameterizedTest
    @ValueSource(ints = {-10, 10})
    void shouldNotHang_whenTheServerDoesNotTellItsTime(int yearsOff) {
        try (FaultServer server = new FaultServer("429-date-alone")) {
            FeedbackCalls feedback = new FeedbackCalls(calls(server, yearsOff));
            if (yearsOff > 0) {
                feedback.create(ITEM);
            } else {
                var failure = catchThrowableOfType(RateLimitException.class, () -> feedback.create(ITEM));
                assertThat(failure.retryAfter().orElseThrow()).isGreaterThan(Duration.ofSeconds(60));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-10, 10})
    void shouldTellItApartFromAWrongSignature_whenAWebhookComes(int yearsOff) throws Exception {
        Instant now = Instant.now();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("secret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        String signature = Base64.getEncoder()
                .encodeToString(mac.doFinal(("m." + now.getEpochSecond() + ".{}").getBytes(StandardCharsets.UTF_8)));
        var headers = Map.of(
                "webhook-id", List.of("m"),
                "webhook-timestamp", List.of("" + now.getEpochSecond()),
                "webhook-signature", List.of("v1," + signature));
        Clock wrong = Clock.offset(Clock.systemUTC(), YEAR.multipliedBy(yearsOff));
        assertThatThrownBy(() -> new WebhookVerifier(List.of("whsec_c2VjcmV0"), true, wrong).verify(body, headers))
                .isInstanceOfSatisfying(
                        WebhookVerificationException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(Reason.TIMESTAMP));
        assertThatThrownBy(() ->
                        new WebhookVerifier("whsec_c2VjcmV0").verify("{ }".getBytes(StandardCharsets.UTF_8), headers))
                .isInstanceOfSatisfying(
                        WebhookVerificationException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(Reason.SIGNATURE));
    }
}
