package dev.loop.topology.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.AttemptKind;
import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookDispatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dispatch is never heard of again: it is sent again, once it is certain that this is not for want of a sender. */
class OverdueOutcomeTest {

    private static final String WE = "we_1";
    private static final int WINDOW = 4;
    private static final WebhookSettings SETTINGS = WebhookSettings.defaults().withWindow(WINDOW);
    private static final Duration STEP = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private WebhookDriver driver;

    @BeforeEach
    void open() {
        driver = new WebhookDriver(directory, SETTINGS, WebhookDriver.START);
        driver.endpoint(WE, same -> same);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void shouldBeSentAgainAsPossibleDuplicate_whenLaterOnesHaveTheirOutcome() {
        String lost = driver.deliver(WE, "evt_lost");
        WebhookDispatch first = driver.oneDispatched();
        assertThat(first.getPossibleDuplicate()).isFalse();
        passBy("evt_soon", Duration.ofMinutes(5));
        assertThat(pass(Duration.ofMinutes(7))).isEmpty();
        passBy("evt_late", Duration.ZERO);
        assertThat(pass(Duration.ofSeconds(50))).as("it may just be under way").isEmpty();

        List<WebhookDispatch> again = pass(Duration.ofSeconds(30));

        assertThat(again).hasSize(1);
        WebhookDispatch second = again.get(0);
        assertThat(second.getDeliveryId()).isEqualTo(lost);
        assertThat(second.getEventId()).isEqualTo("evt_lost");
        assertThat(second.getSequence()).isEqualTo(first.getSequence());
        assertThat(second.getPossibleDuplicate()).isTrue();
        assertThat(second.getAttempt()).isEqualTo(2);
        assertThat(second.getKind()).isEqualTo(AttemptKind.FIRST);
        assertThat(second.getTicket()).isGreaterThan(first.getTicket());
        assertThat(driver.delivery(WE, lost).status()).isEqualTo(DeliveryStatus.PENDING);
        assertThat(attempts(lost)).hasSize(1);
        assertThat(attempts(lost).get(0).getOutcome()).isEqualTo(AttemptOutcome.UNKNOWN);
        assertThat(attempts(lost).get(0).getAmbiguous()).isTrue();

        driver.succeed(first);
        assertThat(driver.delivery(WE, lost).status())
                .as("an outcome that comes after all is recorded, and nothing else")
                .isEqualTo(DeliveryStatus.PENDING);
        driver.succeed(second);
        assertThat(driver.delivery(WE, lost).status()).isEqualTo(DeliveryStatus.DELIVERED);
        assertThat(driver.health(WE).pending()).isZero();
        assertThat(pass(Duration.ofHours(3))).isEmpty();
    }

    @Test
    void shouldBeLeftAlone_whenNoSenderRunsForAWhile() {
        for (int i = 0; i < WINDOW; i++) {
            driver.deliver(WE, "evt_" + i);
        }
        List<WebhookDispatch> waiting = driver.dispatched();
        assertThat(waiting).hasSize(WINDOW);

        assertThat(pass(Duration.ofMinutes(59))).isEmpty();
        waiting.forEach(driver::succeed);

        assertThat(pass(Duration.ofHours(3))).isEmpty();
        assertThat(driver.health(WE).delivered()).isEqualTo(WINDOW);
    }

    @Test
    void shouldBeLeftAlone_whenTheSenderComesBackAndBeginsWithTheLatest() {
        driver.deliver(WE, "evt_1");
        driver.deliver(WE, "evt_2");
        List<WebhookDispatch> waiting = driver.dispatched();
        pass(Duration.ofMinutes(55));
        passBy("evt_3", Duration.ofSeconds(40));
        waiting.forEach(driver::succeed);

        assertThat(pass(Duration.ofHours(3))).isEmpty();
        assertThat(driver.health(WE).delivered()).isEqualTo(3);
    }

    @Test
    void shouldTryOneAndThenTheOthers_whenAWholeWindowIsLost() {
        for (int i = 0; i < WINDOW + 2; i++) {
            driver.deliver(WE, "evt_" + i);
        }
        assertThat(driver.dispatched()).hasSize(WINDOW);

        List<WebhookDispatch> probe = pass(Duration.ofMinutes(62));
        assertThat(probe).hasSize(1);
        assertThat(probe.get(0).getPossibleDuplicate()).isTrue();
        driver.succeed(probe.get(0));
        List<WebhookDispatch> rest = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            List<WebhookDispatch> more = pass(STEP);
            more.forEach(driver::succeed);
            rest.addAll(more);
        }

        assertThat(rest).hasSize(WINDOW + 1);
        assertThat(rest.stream().filter(WebhookDispatch::getPossibleDuplicate)).hasSize(WINDOW - 1);
        assertThat(driver.health(WE).delivered()).isEqualTo(WINDOW + 2);
        assertThat(driver.health(WE).pending()).isZero();
    }

    @Test
    void shouldTryLessAndLessOften_whenNothingIsHeardAtAll() {
        driver.deliver(WE, "evt_1");
        driver.deliver(WE, "evt_2");
        driver.dispatched();

        assertThat(pass(Duration.ofMinutes(62))).hasSize(1);
        assertThat(pass(Duration.ofMinutes(118))).isEmpty();
        assertThat(pass(Duration.ofMinutes(4))).hasSize(1);
        assertThat(pass(Duration.ofMinutes(236))).isEmpty();
        assertThat(pass(Duration.ofMinutes(6))).hasSize(1);
    }

    @Test
    void shouldSpendNothingOfTheScheduleNorCountAgainstTheEndpoint_whenItIsSentAgain() {
        String lost = driver.deliver(WE, "evt_lost");
        driver.dispatched();
        pass(Duration.ofMinutes(12));
        passBy("evt_2", Duration.ofMinutes(0));
        WebhookDispatch again = pass(Duration.ofMinutes(2)).get(0);
        assertThat(driver.health(WE).state()).isEqualTo(EndpointHealth.State.HEALTHY);

        driver.fail(again, 500);
        int attempts = 2;
        for (int step = 0; step < 12 * 360; step++) {
            for (WebhookDispatch dispatch : pass(STEP)) {
                assertThat(dispatch.getAttempt()).isEqualTo(++attempts);
                assertThat(dispatch.getPossibleDuplicate()).isFalse();
                driver.fail(dispatch, 500);
            }
        }
        assertThat(attempts).isEqualTo(1 + WebhookSettings.DELAYS.size());
        assertThat(driver.delivery(WE, lost).status()).isEqualTo(DeliveryStatus.FAILED);
    }

    @Test
    void shouldBeFound_whenTheLedgerWasRestoredMeanwhile(@TempDir Path other) {
        driver.deliver(WE, "evt_lost");
        driver.dispatched();
        pass(Duration.ofMinutes(5));
        WebhookDriver before = driver;
        driver = new WebhookDriver(other, SETTINGS, before.now(), before.changelogs());
        before.close();
        driver.endpoint(WE, same -> same);

        pass(Duration.ofMinutes(12));
        passBy("evt_2", Duration.ZERO);
        List<WebhookDispatch> again = pass(Duration.ofMinutes(2));

        assertThat(again).extracting(WebhookDispatch::getEventId).containsExactly("evt_lost");
    }

    @Test
    void shouldBeFoundStepByStep_whenManyCameAfterIt() {
        driver.deliver(WE, "evt_lost");
        driver.dispatched();
        pass(Duration.ofMinutes(2));
        for (int i = 0; i < 1_000; i++) {
            passBy("evt_" + i, Duration.ZERO);
        }
        pass(Duration.ofMinutes(10));
        passBy("evt_last", Duration.ZERO);

        assertThat(pass(Duration.ofMinutes(2)))
                .extracting(WebhookDispatch::getEventId)
                .containsExactly("evt_lost");
    }

    /** Another event, which gets through at once. */
    private void passBy(String event, Duration andThen) {
        driver.deliver(WE, event);
        driver.succeed(driver.oneDispatched());
        assertThat(pass(andThen)).isEmpty();
    }

    /** Time goes by; what was dispatched meanwhile. */
    private List<WebhookDispatch> pass(Duration time) {
        List<WebhookDispatch> all = new ArrayList<>();
        for (Duration left = time; !left.isZero() && !left.isNegative(); left = left.minus(STEP)) {
            driver.advance(STEP);
            all.addAll(driver.dispatched());
        }
        return all;
    }

    private List<WebhookAttempt> attempts(String delivery) {
        return driver.view()
                .attempts(WE, Optional.of(delivery), false, Optional.empty(), 100)
                .rows();
    }
}
