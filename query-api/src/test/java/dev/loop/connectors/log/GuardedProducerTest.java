package dev.loop.connectors.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loop.schemas.avro.FeedbackCommand;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuardedProducerTest {

    private long now = 1_000_000_000L;
    private final MockProducer<String, FeedbackCommand> kafka = new MockProducer<>(
            false, new RoundRobinPartitioner(), new StringSerializer(), (topic, value) -> new byte[0]);
    private final GuardedProducer<FeedbackCommand> producer = new GuardedProducer<>(kafka, "t", () -> now);

    @AfterEach
    void close() {
        producer.close();
    }

    @Test
    void shouldTellThePlace_whenAcknowledged() throws Exception {
        CompletableFuture<Place> sent = producer.send("k", null);
        assertThat(sent).isNotDone();
        kafka.completeNext();
        assertThat(sent.get()).isEqualTo(new Place(0, 0));
    }

    @Test
    void shouldFreeThoseWhoWaitAndRefuseOthers_whenNobodyAnswers() {
        CompletableFuture<Place> sent = producer.send("k", null);
        pass(GuardedProducer.STALL.minusMillis(1));
        producer.look();
        assertThat(sent).isNotDone();

        pass(Duration.ofMillis(2));
        producer.look();

        assertThatThrownBy(sent::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(OutcomeUnknownException.class);
        assertThat(producer.healthy()).isFalse();
        assertThatThrownBy(() -> producer.send("k", null).get()).hasCauseInstanceOf(LogUnavailableException.class);
        assertThat(kafka.history()).hasSize(1);
    }

    @Test
    void shouldRecoverByItself_whenALateAcknowledgementComes() throws Exception {
        producer.send("k", null);
        pass(GuardedProducer.STALL.plusMillis(1));
        producer.look();
        assertThat(producer.send("k", null)).isCompletedExceptionally();

        kafka.completeNext();

        assertThat(producer.healthy()).isTrue();
        CompletableFuture<Place> sent = producer.send("k", null);
        kafka.completeNext();
        assertThat(sent.get().offset()).isEqualTo(1);
    }

    @Test
    void shouldProbeOnceASecond_whenTheLatestSendFailed() throws Exception {
        CompletableFuture<Place> sent = producer.send("k", null);
        kafka.errorNext(new TimeoutException("Expiring 1 record(s)"));
        assertThatThrownBy(sent::get).hasCauseInstanceOf(OutcomeUnknownException.class);

        assertThat(producer.send("k", null)).isCompletedExceptionally();
        pass(GuardedProducer.PROBE_INTERVAL.plusMillis(1));
        CompletableFuture<Place> probe = producer.send("k", null);
        assertThat(probe).isNotDone();
        assertThat(producer.send("k", null)).isCompletedExceptionally();
        kafka.completeNext();

        assertThat(probe.get()).isNotNull();
        assertThat(producer.send("k", null)).isNotDone();
    }

    @Test
    void shouldSayThatNothingWasWritten_whenTheRecordNeverLeft() {
        kafka.sendException = new TimeoutException("Topic t not present in metadata after 1000 ms.");

        assertThatThrownBy(() -> producer.send("k", null).get()).hasCauseInstanceOf(LogUnavailableException.class);
    }

    @Test
    void shouldNotBeStalled_whenItWasIdleForLong() {
        pass(Duration.ofHours(1));
        CompletableFuture<Place> sent = producer.send("k", null);
        producer.look();
        assertThat(sent).isNotDone();
        assertThat(producer.healthy()).isTrue();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
