package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A Loop that nobody uses leaves the machine alone. */
@ExtendWith(SharedLoop.class)
class AtRestTest {

    private static final Duration LOOKED_FOR = Duration.ofSeconds(30);

    /** A commit each second on each of two threads, and as many again for what another test has left. */
    private static final double MOST = 4.0 * LOOKED_FOR.toSeconds();

    private final LoopClient client;

    AtRestTest(RunningLoop loop) {
        this.client = loop.client();
    }

    @Test
    void shouldCommitNextToNothing_whenNothingHappens() {
        double before = commits();
        assertThat(before).isPositive();

        Pace.MEASURED.rest(LOOKED_FOR);

        double commits = commits() - before;
        System.out.printf("At rest: %.0f commits in %s%n", commits, LOOKED_FOR);
        assertThat(commits).isLessThanOrEqualTo(MOST);
    }

    private double commits() {
        return client.metric("kafka_stream_thread_commit_total", Map.of());
    }
}
