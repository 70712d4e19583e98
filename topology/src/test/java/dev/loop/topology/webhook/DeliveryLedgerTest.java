package dev.loop.topology.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.AttemptKind;
import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.schemas.avro.WebhookDispatch;
import dev.loop.topology.TestCommands;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A delivery's way from the change to its end. */
class DeliveryLedgerTest {

    private static final String WE = "we_1";

    @TempDir
    Path directory;

    private WebhookDriver driver;

    @BeforeEach
    void open() {
        driver = new WebhookDriver(directory);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void shouldDispatchTheItem_whenOneIsCreatedAndAnEndpointSubscribes() {
        driver.endpoint(WE, same -> same);

        driver.say(TestCommands.create("one", driver.now()));

        WebhookDispatch dispatch = driver.oneDispatched();
        assertThat(dispatch.getEndpointId()).isEqualTo(WE);
        assertThat(dispatch.getType()).isEqualTo("feedback.created");
        assertThat(dispatch.getSequence()).isEqualTo(1);
        assertThat(dispatch.getAttempt()).isEqualTo(1);
        assertThat(dispatch.getKind()).isEqualTo(AttemptKind.FIRST);
        assertThat(StandardCharsets.UTF_8.decode(dispatch.getBody()).toString())
                .startsWith("{\"id\":\"" + dispatch.getEventId() + "\",\"type\":\"feedback.created\",");
        assertThat(driver.health(WE).pending()).isEqualTo(1);
    }

    @Test
    void shouldBeDelivered_whenTheAttemptSucceeds() {
        String id = driver.deliver(WE, "evt_1");
        driver.succeed(driver.oneDispatched());

        Delivery delivery = driver.delivery(WE, id);
        assertThat(delivery.status()).isEqualTo(DeliveryStatus.DELIVERED);
        assertThat(delivery.attempts()).isEqualTo(1);
        assertThat(delivery.lastOutcome()).contains(AttemptOutcome.SUCCEEDED);
        assertThat(driver.view()
                        .attempts(WE, Optional.of(id), false, Optional.empty(), 10)
                        .rows())
                .hasSize(1);
        assertThat(driver.health(WE).state()).isEqualTo(EndpointHealth.State.HEALTHY);
        assertThat(driver.health(WE).delivered()).isEqualTo(1);
        assertThat(driver.health(WE).pending()).isZero();
    }

    @Test
    void shouldTryAgainAboutAMinuteLater_whenTheFirstAttemptFails() {
        String id = driver.deliver(WE, "evt_1");
        driver.fail(driver.oneDispatched(), 500);

        assertThat(driver.delivery(WE, id).status()).isEqualTo(DeliveryStatus.PENDING);
        driver.advance(Duration.ofSeconds(53));
        assertThat(driver.dispatched()).isEmpty();
        driver.advance(Duration.ofSeconds(14));

        WebhookDispatch second = driver.oneDispatched();
        assertThat(second.getAttempt()).isEqualTo(2);
        assertThat(second.getKind()).isEqualTo(AttemptKind.RETRY);
        assertThat(second.getSequence()).isEqualTo(1);
        driver.succeed(second);
        assertThat(driver.delivery(WE, id).status()).isEqualTo(DeliveryStatus.DELIVERED);
    }
}
