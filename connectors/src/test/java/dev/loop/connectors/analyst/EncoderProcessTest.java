package dev.loop.connectors.analyst;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncoderProcessTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    @Test
    void shouldBeStartedAnew_andAnswerAlike_whenItCrashed() throws IOException {
        AtomicInteger restarts = new AtomicInteger();
        try (EncoderProcess encoder = EncoderProcess.start(
                EncoderProgram.ofSystem(), List.of("en", "de"), directory, restarts::incrementAndGet)) {
            await().atMost(PATIENCE).until(encoder::ready);
            EncodedText before = encoder.encode("The export hangs and never finishes");
            long first = encoder.pid().orElseThrow();

            crash(first);
            // It may not be noticed yet; then the text itself finds out.
            await().atMost(PATIENCE).until(() -> restarts.get() == 1 && encoder.ready());

            assertThat(encoder.pid()).isNotEqualTo(OptionalLong.of(first));
            EncodedText after = encoder.encode("The export hangs and never finishes");
            assertThat(after.vector()).isEqualTo(before.vector());
            assertThat(after.language()).isEqualTo("en");
            assertThat(encoder.encode("Der Export hängt und wird nie fertig").language())
                    .isEqualTo("de");
            assertThat(encoder.encode("👎").readable()).isFalse();
            assertThat(libraries()).as("libraries that crashes have left").isLessThanOrEqualTo(1);
        }
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
                .noneMatch(child -> child.info().commandLine().orElse("").contains("dev.loop.encoder.Encoder"));
    }

    @Test
    void shouldRefuse_whereTheProgramWasNeverFetched() {
        assertThatThrownBy(
                        () -> EncoderProcess.start(new EncoderProgram(directory), List.of("en"), directory, () -> {}))
                .hasMessageContaining("The encoder is not in " + directory)
                .hasMessageContaining("start with the loop script");
    }

    private static void crash(long process) throws IOException {
        new ProcessBuilder("kill", "-SEGV", Long.toString(process)).start();
    }

    private long libraries() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("libonnxruntime."))
                    .count();
        }
    }
}
