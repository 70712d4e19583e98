package dev.loop.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class DiskFullTest {

    @Test
    void shouldKnowIt_whicheverPartTellsOfIt() {
        IOException closing = new IOException("closed");
        closing.addSuppressed(new IOException("No space left on device"));

        assertThat(DiskFull.in(new IOException("write: No space left on device")))
                .isTrue();
        assertThat(DiskFull.in(new RuntimeException(new InternalError(
                        "a fault occurred in a recent unsafe memory access operation in compiled code"))))
                .isTrue();
        assertThat(DiskFull.in(new IllegalStateException(new IOException("Disk quota exceeded"))))
                .isTrue();
        assertThat(DiskFull.in(closing)).isTrue();
    }

    @Test
    void shouldNotTakeOtherFaultsForIt() {
        assertThat(DiskFull.in(new IOException("Input/output error"))).isFalse();
        assertThat(DiskFull.in(new InternalError("something else"))).isFalse();
    }
}
