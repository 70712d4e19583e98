package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loop.outside.Receivers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tests of the Python SDK, run by the Python of this machine: the announced program as it stands and every call
 * against a running Loop, and faults played by a server of their own.
 */
@ExtendWith(SharedLoop.class)
class PythonSdkTest {

    private static final Path TESTS = Path.of("../connectors/src/main/sdk/python/tests");
    private static final int LONGEST_RUN_MINUTES = 5;

    @Test
    void shouldKeepItsContract_whenItTalksToARunningLoop(RunningLoop loop, @TempDir Path directory)
            throws IOException, InterruptedException {
        assumeTrue(Receivers.isThere("python3"), "python3 is not installed: the Python SDK IS NOT TESTED");
        Path said = directory.resolve("said");
        ProcessBuilder builder = new ProcessBuilder("python3", "-m", "unittest")
                .directory(TESTS.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().put("PYTHONPATH", "..");
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        builder.environment().put("LOOP_BASE_URL", loop.address().toString());
        builder.environment().put("LOOP_API_KEY", RunningLoop.SECRET_KEY);
        Process process = builder.start();
        Thread hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
        boolean ended = process.waitFor(LONGEST_RUN_MINUTES, TimeUnit.MINUTES);
        process.destroyForcibly();
        Runtime.getRuntime().removeShutdownHook(hook);
        String all = Files.readString(said);
        assertThat(ended && process.exitValue() == 0).as(all).isTrue();
        assertThat(all).contains("Ran ", "OK").doesNotContain("skipped");
    }
}
