package dev.loop.topology.webhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loop.schemas.avro.AttemptKind;
import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.topology.webhook.DeliveryStatus;
import dev.loop.topology.webhook.schedule.Breaker;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RowCodecTest {

    private final RowCodec codec = new RowCodec();

    @Test
    void shouldReadWhatWasWritten_whenADeliveryIsStored() {
        Heading heading = new Heading("dl_1", "evt_é", "feedback.created", 1_780_000_000_000L, 1_780_000_000_100L);
        DeliveryProgress progress = new DeliveryProgress(
                Phase.DISPATCHED,
                7,
                2,
                AttemptKind.RETRY,
                1_780_000_000_500L,
                1L << 40,
                5,
                AttemptOutcome.TLS_ERROR,
                503,
                List.of(1L, 1L << 50));

        RowCodec.Entry entry = codec.entry(codec.entry(heading, progress, ByteBuffer.wrap(new byte[] {1, 2, 3})));

        assertThat(entry.heading()).isEqualTo(heading);
        assertThat(entry.progress()).isEqualTo(progress);
        assertThat(entry.body()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        for (Phase phase : Phase.values()) {
            DeliveryProgress fresh = DeliveryProgress.fresh(phase, 9);
            assertThat(codec.progress(codec.progress(fresh))).isEqualTo(fresh);
        }
    }

    @Test
    void shouldReadWhatWasWritten_whenAnEndpointIsStored() {
        EndpointState state = new EndpointState("we_1", "default");
        long number = 100;
        state.firstSequence = number++;
        state.lastSequence = number++;
        state.lastTicket = number++;
        state.firstAttempt = number++;
        state.lastAttempt = number++;
        state.lastReplay = number++;
        state.ready = number++;
        state.waiting = number++;
        state.dispatched = number++;
        state.delivered = number++;
        state.failed = number++;
        state.parked = number++;
        state.readySince = number++;
        state.breaker = new Breaker(5, number++, number++, number++);
        state.pausedUntil = number++;
        state.failingSince = number++;
        state.lastSuccessAt = number++;
        state.lastFailureAt = number++;
        state.disabledAt = number++;
        state.disabledReason = "why";

        assertThat(codec.state(codec.state(state)))
                .usingRecursiveComparison()
                .ignoringFields("counted")
                .isEqualTo(state);
    }

    @Test
    void shouldReadWhatWasWritten_whenAReplayIsStored() {
        ReplayOrder order = new ReplayOrder(
                1, 2, 3, Long.MIN_VALUE, Long.MAX_VALUE, Set.of(DeliveryStatus.FAILED), List.of("dl_1", "dl_2"));

        assertThat(codec.replay(codec.replay(order))).isEqualTo(order);
    }

    @Test
    void shouldSayWhatToDo_whenANewerProgramWroteIt() {
        assertThatThrownBy(() -> codec.progress(new byte[] {9, 1, 2}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("start a program at least as new");
    }
}
