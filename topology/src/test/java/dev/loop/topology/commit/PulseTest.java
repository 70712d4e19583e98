package dev.loop.topology.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.junit.jupiter.api.Test;

class PulseTest {

    private static final Duration QUICK = Duration.ofMillis(50);
    private static final Duration SLOW = Duration.ofSeconds(1);

    private final MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
    private final Pulse pulse = new Pulse(context, now -> {});

    @Test
    void shouldBeScheduledOnce_whenItIsToldTheSameAgain() {
        pulse.every(QUICK);
        pulse.every(QUICK);
        assertThat(beating()).containsExactly(QUICK);
    }

    @Test
    void shouldBeatAtTheNewPaceAlone_whenItChanges() {
        pulse.every(QUICK);
        pulse.every(SLOW);
        assertThat(beating()).containsExactly(SLOW);
        pulse.every(QUICK);
        assertThat(beating()).containsExactly(QUICK);
    }

    @Test
    void shouldBeStill_whenItIsStopped() {
        pulse.stop();
        pulse.every(QUICK);
        pulse.stop();
        assertThat(beating()).isEmpty();
        pulse.every(QUICK);
        assertThat(beating()).containsExactly(QUICK);
    }

    private List<Duration> beating() {
        return context.scheduledPunctuators().stream()
                .filter(punctuator -> !punctuator.cancelled())
                .map(CapturedPunctuator::getInterval)
                .toList();
    }
}
