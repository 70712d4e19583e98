package dev.loop.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.connectors.webhook.signature.Signer;
import dev.loop.listen.WebhookReceiver.Manner;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhookReceiverTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String BODY = "{\"id\":\"evt_1\",\"type\":\"feedback.created\",\"data\":{\"id\":\"fb_1\","
            + "\"message\":\"The export\\u001b[31m hangs\",\"sentiment\":\"negative\",\"tag\":\"exports\"}}";

    private final HttpClient http = HttpClient.newHttpClient();
    private final StringWriter printed = new StringWriter();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    @Test
    void shouldShowWhatItSaysAndThatItIsGood_whenSignedWithTheSecret() throws Exception {
        WebhookReceiver receiver = receiver(AnswerPlan.USUAL);
        receiver.verify(SECRET);
        assertThat(send(receiver, "evt_1", 7, SECRET, BODY, BODY, Instant.now()).statusCode())
                .isEqualTo(204);
        assertThat(printed.toString())
                .contains("feedback.created  #7  first  evt_1  negative, exports: \"The export [31m hangs\"")
                .contains("[signature good] → 204")
                .doesNotContain("\u001b");
        assertThat(receiver.summary()).startsWith("1 events taken, 0 of").endsWith("No gap in the sequence numbers.");
    }

    @Test
    void shouldSayWhatIsWrong_whenTheSecretTheBodyOrTheTimeIsAnother() throws Exception {
        WebhookReceiver receiver = receiver(AnswerPlan.USUAL);
        receiver.verify(SECRET);
        String other = "whsec_" + "A".repeat(32);
        assertThat(send(receiver, "evt_1", 1, other, BODY, BODY, Instant.now()).statusCode())
                .isEqualTo(401);
        assertThat(printed.toString())
                .contains("[SIGNATURE NOT GOOD] → 401", "Loop-Signature does not match: the secret is another one");
        assertThat(send(receiver, "evt_1", 1, SECRET, BODY, BODY.replace("hangs", "hungs"), Instant.now())
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(receiver, "evt_1", 1, SECRET, BODY, BODY, Instant.now().minusSeconds(900))
                        .statusCode())
                .isEqualTo(401);
        assertThat(printed.toString()).contains("played again");
        assertThat(receiver.summary()).contains("0 events taken", "3 refused");
    }

    @Test
    void shouldTakeEverything_whenThereIsNoSecret() throws Exception {
        WebhookReceiver receiver = receiver(AnswerPlan.USUAL);
        assertThat(send(receiver, "evt_1", 1, SECRET, BODY, BODY, Instant.EPOCH).statusCode())
                .isEqualTo(204);
        assertThat(printed.toString()).contains("not verified");
    }

    @Test
    void shouldAnswerEachAttemptAsPlanned_whenStatusesAreNamed() throws Exception {
        WebhookReceiver receiver =
                receiver(new AnswerPlan(List.of(503, 429, 204), Duration.ZERO, Optional.of(Duration.ofSeconds(3))));
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            HttpResponse<Void> answer = send(receiver, "evt_1", 1, SECRET, BODY, BODY, Instant.now());
            answers.add(answer.statusCode());
            assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(answer.statusCode() != 204);
        }
        assertThat(answers).containsExactly(503, 429, 204, 204);
        assertThat(send(receiver, "evt_2", 2, SECRET, BODY, BODY, Instant.now()).statusCode())
                .isEqualTo(503);
        assertThat(printed.toString()).contains("(came 4 times)");
    }

    @Test
    void shouldNameWhatIsMissing_whenSequenceNumbersHaveAGap() throws Exception {
        WebhookReceiver receiver = receiver(AnswerPlan.USUAL);
        for (long sequence : new long[] {3, 7, 5}) {
            send(receiver, "evt_" + sequence, sequence, SECRET, BODY, BODY, Instant.now());
        }
        assertThat(receiver.summary()).endsWith("Not seen yet: #4, #6.");
        send(receiver, "evt_4", 4, SECRET, BODY, BODY, Instant.now());
        assertThat(receiver.summary()).endsWith("Not seen yet: #6.");
    }

    @Test
    void shouldBreakNothing_whenWhatComesIsNoWebhook() throws Exception {
        WebhookReceiver receiver = receiver(AnswerPlan.USUAL);
        receiver.verify(SECRET);
        assertThat(http.send(
                                HttpRequest.newBuilder(receiver.uri())
                                        .POST(HttpRequest.BodyPublishers.ofString("not json"))
                                        .build(),
                                HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(401);
        assertThat(printed.toString()).contains("The header Loop-Signature is missing");
        assertThat(http.send(
                                HttpRequest.newBuilder(receiver.uri()).GET().build(),
                                HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(405);
    }

    private WebhookReceiver receiver(AnswerPlan answers) throws IOException {
        WebhookReceiver receiver = WebhookReceiver.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new Manner(answers, false, 0),
                new PrintWriter(printed, true),
                Clock.systemUTC());
        opened.add(receiver);
        return receiver;
    }

    private HttpResponse<Void> send(
            WebhookReceiver receiver,
            String event,
            long sequence,
            String secret,
            String signed,
            String body,
            Instant at)
            throws IOException, InterruptedException {
        Signer signer = Signer.of(secret);
        byte[] bytes = signed.getBytes(StandardCharsets.UTF_8);
        long seconds = at.getEpochSecond();
        HttpRequest request = HttpRequest.newBuilder(receiver.uri())
                .header("Loop-Signature", signer.hex(bytes))
                .header("Loop-Timestamp", Long.toString(seconds))
                .header("Loop-Event-Id", event)
                .header("Loop-Event-Type", "feedback.created")
                .header("Loop-Sequence", Long.toString(sequence))
                .header("Loop-Attempt", "1")
                .header("Loop-Delivery", "first")
                .header("webhook-id", event)
                .header("webhook-timestamp", Long.toString(seconds))
                .header("webhook-signature", signer.standard(event, seconds, bytes))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding());
    }
}
