package dev.loop.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loop.abuse.Wire.Answer;
import dev.loop.e2e.RunningLoop;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A disk without room: Loop reports it in one way, and to strangers without details of the machine. */
@EnabledIfSystemProperty(named = "loop.abuse", matches = "full")
class FullDiskTest {

    @TempDir
    Path directory;

    @Test
    void shouldTellStrangersNothingOfTheMachine_whenThereIsTooLittleRoom() {
        try (RunningLoop loop = RunningLoop.up(directory.resolve("data"), "--min-free-disk", "900TiB")) {
            Wire wire = new Wire(loop.address());
            Answer refused = wire.ask(
                    "POST",
                    "/v1/feedback",
                    Map.of(
                            "Authorization",
                            "Bearer " + RunningLoop.PUBLISHABLE_KEY,
                            "Content-Type",
                            "application/json"),
                    "{\"user\":{\"id\":\"u\"},\"message\":\"m\",\"sentiment\":\"neutral\"}".getBytes(),
                    10_000);
            Answer ready = wire.ask("GET", "/health/ready", Map.of(), new byte[0], 10_000);

            assertThat(refused.status()).as("%s", refused).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isPresent();
            for (Answer answer : new Answer[] {refused, ready}) {
                assertThat(answer.all()).doesNotContain(directory.toString()).doesNotContain("/data");
            }
        }
    }

    @Test
    void shouldSayThatTheDiskIsFull_whenItStartsOnAFullOneAfterAKill() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("small"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=400m", "tmpfs", disk.toString()), "no right to mount a disk");
        try {
            try (RunningLoop loop = RunningLoop.up(disk.resolve("data"), "--min-free-disk", "1MiB")) {
                Load.items(new Scene(loop), 5_000);
                loop.kill();
            }
            fill(disk.resolve("filler"));
            try (RunningLoop again = RunningLoop.begin(disk.resolve("data"), "--min-free-disk", "1MiB")) {
                RunningLoop.Ended ended = again.awaitEnd(Duration.ofSeconds(60));
                assertThat(ended.status()).isNotZero();
                // Kafka logs its own errors as well; this is the message for the user.
                assertThat(ended.all())
                        .containsPattern("(?i)(disk|space|room)\\b.*\\b(full|free)\\b|\\bno (space|room)\\b")
                        .doesNotContainPattern("cannot start.*InternalError");
            }
            Files.delete(disk.resolve("filler"));
            try (RunningLoop freed = RunningLoop.up(disk.resolve("data"), "--min-free-disk", "1MiB")) {
                Load.awaitTotal(new Scene(freed), 5_000);
            }
        } finally {
            run("umount", "-l", disk.toString());
        }
    }

    private static void fill(Path filler) throws IOException {
        try (OutputStream out = Files.newOutputStream(filler)) {
            byte[] some = new byte[1 << 12];
            while (true) {
                out.write(some);
            }
        } catch (IOException full) {
            // The failure is the purpose: the disk is full then.
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).start().waitFor() == 0;
    }
}
