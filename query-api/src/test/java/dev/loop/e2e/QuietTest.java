package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that a user does every day logs a warning: a long import, a kill in the middle of work, starts and stops. */
class QuietTest {

    /** More on demand: {@code -Dloop.quiet.rows=200000}. */
    private static final int ROWS = Integer.getInteger("loop.quiet.rows", 20_000);

    private static final Duration LONGEST_IMPORT = Duration.ofMinutes(10);

    @TempDir
    private Path directory;

    @Test
    void shouldLogNoWarning_whenALongFileIsImportedAndItIsKilledAndStarted() throws IOException {
        Path file = file();
        Path data = directory.resolve("data");
        try (RunningLoop loop = RunningLoop.up(data).quiet(true)) {
            RunningLoop.Ended imported = load(loop, file);
            assertThat(imported.status()).as(imported.all()).isZero();
            System.out.printf("Quiet: %,d rows imported in %s%n", ROWS, imported.took());
            loop.client().awaitTotal(ROWS);
            loop.kill();
        }
        try (RunningLoop loop = RunningLoop.up(data).quiet(true)) {
            loop.client().awaitTotal(ROWS);
            assertThat(load(loop, file).status()).isZero();
            loop.stop();
        }
        try (RunningLoop loop = RunningLoop.up(data).quiet(true)) {
            loop.client().awaitTotal(ROWS);
            loop.stop();
        }
    }

    private static RunningLoop.Ended load(RunningLoop loop, Path file) {
        return RunningLoop.command(
                LONGEST_IMPORT,
                "import",
                file.toString(),
                "--url",
                loop.address().toString(),
                "--map",
                "externalId=id",
                "--map",
                "user.id=user",
                "--map",
                "message=text",
                "--map",
                "sentiment=sentiment",
                "--map",
                "tag=tag",
                "--map",
                "createdAt=date");
    }

    private Path file() throws IOException {
        Path file = directory.resolve("rows.csv");
        try (BufferedWriter rows = Files.newBufferedWriter(file)) {
            rows.write("id,user,text,sentiment,tag,date\n");
            for (int row = 0; row < ROWS; row++) {
                rows.write(
                        "%d,u%d,\"The export of page %d, and of others, takes minutes\",%s,tag-%d,2026-0%d-%02dT0%d:00:00Z%n"
                                .formatted(
                                        row,
                                        row % 5_000,
                                        row,
                                        row % 3 == 0 ? "negative" : "neutral",
                                        row % 40,
                                        1 + row % 9,
                                        1 + row % 28,
                                        row % 10));
            }
        }
        return file;
    }
}
