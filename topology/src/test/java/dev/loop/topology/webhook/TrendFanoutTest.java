package dev.loop.topology.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.ProjectEvent;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Trend;
import dev.loop.schemas.avro.TrendEvent;
import dev.loop.schemas.avro.WebhookCommand;
import dev.loop.schemas.avro.WebhookDelivery;
import dev.loop.schemas.event.Event;
import dev.loop.schemas.event.ProjectEvents;
import dev.loop.topology.store.StoreNames;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the way from a spike to its deliveries. */
class TrendFanoutTest {

    private static final List<String> BOTH = List.of("trend.opened", "trend.closed");

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
    void shouldTellOfOpeningAndClosingAlone_whenASpikeEvolves() {
        driver.endpoint("we_1", e -> e.setEvents(BOTH));
        tell("exports", 1, TrendEvent.OPENED);
        tell("exports", 2, TrendEvent.CHANGED);
        tell("exports", 3, TrendEvent.CLOSED);
        tell("exports", 4, TrendEvent.FOUND);

        List<WebhookDelivery> made = made();
        assertThat(made)
                .extracting(delivery -> delivery.getEventId() + " " + delivery.getType())
                .containsExactly("evt_tr_exports_1 trend.opened", "evt_tr_exports_3 trend.closed");
        assertThat(body(made.get(0)))
                .startsWith("{\"id\":\"evt_tr_exports_1\",\"type\":\"trend.opened\","
                        + "\"createdAt\":\"2026-06-01T12:00:00Z\",\"data\":{\"id\":\"tr_exports\",\"tag\":\"exports\","
                        + "\"state\":\"open\"");
    }

    @Test
    void shouldWriteEachToTheLogOfTheProject_whenNobodySubscribes() {
        tell("exports", 1, TrendEvent.OPENED);
        tell("exports", 2, TrendEvent.CHANGED);
        tell("exports", 3, TrendEvent.CLOSED);
        tell("exports", 4, TrendEvent.FOUND);

        List<KeyValue<String, ProjectEvent>> told = driver.events.readKeyValuesToList();
        assertThat(told)
                .extracting(one -> one.key + " " + one.value.getProject() + " " + one.value.getEventId() + " "
                        + one.value.getType() + " " + one.value.getAt())
                .containsExactly(
                        "default default evt_tr_exports_1 trend.opened 2026-06-01T12:00:00Z",
                        "default default evt_tr_exports_3 trend.closed 2026-06-01T12:00:00Z");
        assertThat(made()).isEmpty();
    }

    @Test
    void shouldWriteTheBytesThatWebhooksSend_whenSomebodySubscribes() {
        driver.endpoint("we_1", e -> e.setEvents(BOTH));
        tell("exports \"&\u2028\" \ud83d\ude00", 1, TrendEvent.OPENED);

        Event read = ProjectEvents.of(driver.events.readValue()).orElseThrow();
        assertThat(new String(read.json(), StandardCharsets.UTF_8)).isEqualTo(body(made().get(0)));
    }

    /** Instances write what they found; one that is behind writes what another has written, or had, before. */
    @Test
    void shouldTellEachOnce_whenSeveralInstancesWriteIt() {
        driver.endpoint("we_1", e -> e.setEvents(BOTH));
        tell("exports", 1, TrendEvent.OPENED);
        tell("exports", 1, TrendEvent.OPENED);
        tell("exports", 2, TrendEvent.CHANGED);
        tell("exports", 1, TrendEvent.OPENED);
        tell("exports", 2, TrendEvent.CHANGED);
        // One found that it had changed, and the other that it had closed.
        tell("exports", 3, TrendEvent.CHANGED);
        tell("exports", 3, TrendEvent.CLOSED);
        tell("exports", 3, TrendEvent.CLOSED);
        // It goes on after all, closes again, and an instance comes late with the first closing.
        tell("exports", 4, TrendEvent.CHANGED);
        tell("exports", 3, TrendEvent.CLOSED);
        tell("exports", 4, TrendEvent.CHANGED);
        tell("exports", 5, TrendEvent.CLOSED);
        tell("billing", 1, TrendEvent.OPENED);

        List<String> once = List.of("evt_tr_exports_1", "evt_tr_exports_3", "evt_tr_exports_5", "evt_tr_billing_1");
        assertThat(driver.events.readValuesToList())
                .extracting(ProjectEvent::getEventId)
                .containsExactlyElementsOf(once);
        assertThat(made()).extracting(WebhookDelivery::getEventId).containsExactlyElementsOf(once);
    }

    @Test
    void shouldKeepNoStateOfIt_whenASpikeIsForgotten() {
        tell("exports", 1, TrendEvent.OPENED);
        tell("exports", 2, TrendEvent.CLOSED);
        assertThat(driver.rows(StoreNames.TRENDS)).isOne();
        driver.trends.pipeInput(WebhookDriver.PROJECT + "/tr_exports", null);
        assertThat(driver.rows(StoreNames.TRENDS)).isZero();
    }

    @Test
    void shouldAskTagAndSentiment_whenAnEndpointHasFilters() {
        driver.endpoint("we_tag", e -> e.setEvents(BOTH).setTags(List.of("exports")));
        driver.endpoint("we_other_tag", e -> e.setEvents(BOTH).setTags(List.of("billing")));
        driver.endpoint("we_positive", e -> e.setEvents(BOTH).setSentiments(List.of(Sentiment.POSITIVE)));
        driver.endpoint("we_plan", e -> e.setEvents(BOTH).setPlans(List.of("scale")));
        driver.endpoint("we_opened", e -> e.setEvents(List.of("trend.opened")));
        tell("exports", 1, TrendEvent.OPENED);

        assertThat(driver.commanded.readValuesToList())
                .extracting(WebhookCommand::getEndpointId)
                .containsExactlyInAnyOrder("we_tag", "we_plan", "we_opened");
    }

    @Test
    void shouldSendItOnce_whenTwoInstancesFoundTheSame() {
        driver.endpoint("we_1", e -> e.setEvents(BOTH));
        tell("exports", 1, TrendEvent.OPENED);
        tell("exports", 1, TrendEvent.OPENED);

        assertThat(driver.dispatches.readValuesToList()).hasSize(1);
    }

    @Test
    void shouldKeepWhatCannotBeRead_whenBytesAreGarbage() {
        driver.endpoint("we_1", e -> e.setEvents(BOTH));
        driver.rawTrends.pipeInput("key".getBytes(StandardCharsets.UTF_8), new byte[] {1, 2, 3});
        driver.trends.pipeInput("gone", null);
        tell("exports", 1, TrendEvent.OPENED);

        assertThat(driver.deadLetters.readValuesToList()).containsExactly(new byte[] {1, 2, 3});
        assertThat(made()).hasSize(1);
        assertThat(driver.events.readValuesToList()).hasSize(1);
    }

    private void tell(String tag, long revision, TrendEvent event) {
        driver.trends.pipeInput(
                WebhookDriver.PROJECT + "/tr_" + tag,
                new Trend(
                        WebhookDriver.PROJECT,
                        "tr_" + tag,
                        tag,
                        revision,
                        event,
                        driver.now(),
                        driver.now(),
                        event == TrendEvent.CLOSED || event == TrendEvent.FOUND ? driver.now() : null,
                        12L,
                        2.5,
                        driver.now(),
                        9L,
                        1.5,
                        driver.now(),
                        null));
    }

    private List<WebhookDelivery> made() {
        return driver.commanded.readValuesToList().stream()
                .map(command -> (WebhookDelivery) command.getBody())
                .toList();
    }

    private static String body(WebhookDelivery delivery) {
        return StandardCharsets.UTF_8.decode(delivery.getBody().duplicate()).toString();
    }
}
