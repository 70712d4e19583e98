package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A Loop that nobody uses leaves the machine alone. */
@ExtendWith(SharedLoop.class)
class AtRestTest {

    private static final Duration LOOKED_FOR = Duration.ofSeconds(2);

    /** A commit each second on each of two threads, and as many again for what another test has left. */
    private static final double MOST = 8;

    private final LoopClient client;

    AtRestTest(RunningLoop loop) {
        this.client = loop.client();
    }

    @Test
    void shouldCommitNextToNothing_whenNothingHappens() {
        // Writes of other tests may still be under way.
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(commitsMeanwhile()).isLessThanOrEqualTo(MOST));
    }

    private double commitsMeanwhile() throws InterruptedException {
        double before = commits();
        assertThat(before).isPositive();
        Thread.sleep(LOOKED_FOR.toMillis());
        return commits() - before;
    }

    private double commits() {
        return client.metric("kafka_stream_thread_commit_total", Map.of());
    }
}
