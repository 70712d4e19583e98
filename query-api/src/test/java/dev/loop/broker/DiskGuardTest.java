package dev.loop.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskGuardTest {

    private static final long MEBIBYTE = 1L << 20;

    private final AtomicLong free = new AtomicLong(300 * MEBIBYTE);
    private final AtomicLong clock = new AtomicLong();
    private final DiskGuard guard = new DiskGuard(256 * MEBIBYTE, free::get, clock::get);

    @Test
    void shouldRefuseWithReason_whenRoomFallsBelowTheMinimum() {
        assertThat(guard.writable()).isTrue();

        becomes(120);

        assertThat(guard.refusal())
                .hasValueSatisfying(reason -> assertThat(reason).contains("120 MiB", "256 MiB"));
    }

    @Test
    void shouldGoOnOnlyWithSomeToSpare_whenRoomReturns() {
        becomes(120);
        assertThat(guard.writable()).isFalse();
        becomes(257);
        assertThat(guard.writable()).isFalse();
        becomes(288);
        assertThat(guard.writable()).isTrue();
    }

    @Test
    void shouldNotLookAtTheDiskForEveryRequest_whenAskedOften() {
        free.set(0);
        assertThat(guard.writable()).as("as at the last look").isTrue();
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(guard.writable()).isFalse();
    }

    @Test
    void shouldLookAtTheRealDisk_whenGivenADirectory(@TempDir Path directory) {
        assertThat(DiskGuard.of(directory, 1).writable()).isTrue();
        assertThat(DiskGuard.of(directory, Long.MAX_VALUE / 2).writable()).isFalse();
    }

    private void becomes(long mebibytes) {
        free.set(mebibytes * MEBIBYTE);
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
    }
}
