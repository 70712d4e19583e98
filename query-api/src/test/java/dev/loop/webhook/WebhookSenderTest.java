package dev.loop.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loop.connectors.webhook.WebhookSender;
import dev.loop.connectors.webhook.http.WebhookClient;
import dev.loop.connectors.webhook.signature.Verifier;
import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.schemas.avro.WebhookAttempt;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookSenderTest {

    private static SendingFixture fixture;

    @BeforeAll
    static void startBroker(@TempDir Path directory) {
        fixture = new SendingFixture(directory);
    }

    @AfterAll
    static void stopBroker() {
        fixture.close();
    }

    @Test
    void shouldSendSignedAndCommitTheAttempt_whenDispatched() throws Exception {
        try (Receiver receiver = Receiver.start(request -> 200);
                WebhookClient client = fixture.client();
                WebhookSender sender = fixture.sender(client, settings -> settings)) {
            fixture.endpoint("we_signed", receiver.url("/hooks"));
            fixture.dispatch("we_signed");

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(attemptsOf("we_signed")).hasSize(1));

            Receiver.Request request = receiver.requests().get(0);
            assertThat(new Verifier(List.of(SendingFixture.SECRET), Verifier.USUAL_TOLERANCE)
                            .problems(request::header, request.body(), Instant.now()))
                    .isEmpty();
            assertThat(request.header("Loop-Delivery")).isEqualTo("first");
            WebhookAttempt attempt = attemptsOf("we_signed").get(0);
            assertThat(attempt.getOutcome()).isEqualTo(AttemptOutcome.SUCCEEDED);
            assertThat(attempt.getStatus()).contains(200);
            assertThat(attempt.getTicket()).isEqualTo(1);
            assertThat(sender.healthy()).isTrue();
        }
        assertThat(attemptsOf("we_signed")).hasSize(1);
    }

    private static List<WebhookAttempt> attemptsOf(String endpoint) {
        return fixture.attempts().stream()
                .filter(attempt -> attempt.getEndpointId().equals(endpoint))
                .toList();
    }
}
