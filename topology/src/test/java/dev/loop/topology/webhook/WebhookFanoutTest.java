package dev.loop.topology.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.Status;
import dev.loop.schemas.avro.WebhookCommand;
import dev.loop.schemas.avro.WebhookDelivery;
import dev.loop.schemas.event.EventType;
import dev.loop.schemas.intake.BatchMarks;
import dev.loop.topology.TestCommands;
import dev.loop.topology.webhook.fanout.DeliveryId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the way from a change to its deliveries. */
class WebhookFanoutTest {

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
    void shouldMakeNothing_whenThereIsNoEndpointOrNoneThatWantsIt() {
        driver.say(TestCommands.create("one", driver.now()));
        driver.endpoint("we_1", e -> e.setEvents(List.of("feedback.erased")));
        driver.endpoint("we_2", e -> e.setTags(List.of("billing")));
        driver.say(TestCommands.create("two", driver.now()));

        assertThat(driver.commanded.isEmpty()).isTrue();
    }

    @Test
    void shouldTellWhatBecomesOfIt_andNotThatItWasCreated_whenAnItemIsBackfilled() {
        driver.endpoint("we_1", e -> e.setEvents(EventType.subscribable()));
        driver.say(new BatchMarks(true, Optional.empty()).on(TestCommands.create("one", driver.now())));
        assertThat(driver.commanded.isEmpty()).isTrue();

        driver.say(TestCommands.update("one", driver.now(), u -> u.setStatus(Status.RESOLVED)));

        assertThat(driver.commanded.readValuesToList())
                .extracting(command -> delivery(command).getType())
                .containsExactly("feedback.resolved");
    }

    @Test
    void shouldMakeOneDeliveryForEachEventAndEndpoint_whenAnItemIsTaggedAndResolvedAtOnce() {
        driver.endpoint("we_1", e -> e.setEvents(EventType.subscribable()));
        driver.endpoint("we_2", e -> e.setEvents(List.of("feedback.resolved")));
        driver.say(TestCommands.create("one", driver.now()));
        driver.commanded.readValuesToList();

        driver.say(TestCommands.update(
                "one", driver.now(), u -> u.setStatus(Status.RESOLVED).setTag("billing")));

        List<WebhookCommand> made = driver.commanded.readValuesToList();
        assertThat(made)
                .extracting(command ->
                        command.getEndpointId() + " " + delivery(command).getType())
                .containsExactlyInAnyOrder("we_1 feedback.resolved", "we_2 feedback.resolved", "we_1 feedback.tagged");
        for (WebhookCommand command : made) {
            WebhookDelivery delivery = delivery(command);
            assertThat(delivery.getId()).isEqualTo(DeliveryId.of(command.getEndpointId(), delivery.getEventId()));
            assertThat(body(delivery))
                    .startsWith("{\"id\":\"" + delivery.getEventId() + "\",\"type\":\"" + delivery.getType()
                            + "\",\"createdAt\":\"2026-06-01T12:00:00Z\",\"data\":{\"id\":\"fb_")
                    .contains("\"tag\":\"billing\"", "\"status\":\"resolved\"");
        }
        assertThat(made).extracting(command -> delivery(command).getId()).doesNotHaveDuplicates();
    }

    @Test
    void shouldTellTheIdAlone_whenAnItemThatMatchedIsErased() {
        driver.endpoint("we_1", e -> e.setEvents(List.of("feedback.erased")).setTags(List.of("exports")));
        driver.endpoint("we_2", e -> e.setEvents(List.of("feedback.erased")).setTags(List.of("billing")));
        driver.say(TestCommands.create("one", driver.now()));
        driver.say(TestCommands.erase("one", driver.now()));

        List<WebhookCommand> made = driver.commanded.readValuesToList();
        assertThat(made).extracting(WebhookCommand::getEndpointId).containsExactly("we_1");
        assertThat(body(delivery(made.get(0))))
                .contains("\"type\":\"feedback.erased\"")
                .doesNotContain("slow")
                .matches(".*\"data\":\\{\"id\":\"fb_[0-9a-z]+\"}}");
    }

    @Test
    void shouldTellOfAnItemThatLeaves_whenItsTagIsAnotherNow() {
        driver.endpoint("we_1", e -> e.setEvents(List.of("feedback.tagged")).setTags(List.of("exports")));
        driver.say(TestCommands.create("one", driver.now()));
        driver.say(TestCommands.update("one", driver.now(), u -> u.setTag("billing")));
        driver.say(TestCommands.update("one", driver.now(), u -> u.setTag("speed")));

        assertThat(driver.commanded.readValuesToList()).hasSize(1);
    }

    @Test
    void shouldReachTheSender_whenAnItemIsCreated() {
        driver.endpoint("we_1", same -> same);
        driver.say(TestCommands.create("one", driver.now()));

        var dispatch = driver.oneDispatched();
        assertThat(dispatch.getEndpointId()).isEqualTo("we_1");
        assertThat(dispatch.getSequence()).isEqualTo(1);
        assertThat(StandardCharsets.UTF_8.decode(dispatch.getBody()).toString())
                .isEqualTo(body(delivery(driver.commanded.readValue())));
    }

    private static WebhookDelivery delivery(WebhookCommand command) {
        return (WebhookDelivery) command.getBody();
    }

    private static String body(WebhookDelivery delivery) {
        return StandardCharsets.UTF_8.decode(delivery.getBody().duplicate()).toString();
    }
}
