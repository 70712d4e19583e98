package dev.loop.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A directory of the test resources with a {@code requirements.txt}, installed into an environment of its own. */
public final class PythonProject {

    private static final int PATIENCE_SECONDS = 300;

    private final Path directory;

    private PythonProject(Path directory) {
        this.directory = directory;
    }

    /** Skips the test, loudly, where there is no Python with {@code venv}. */
    public static PythonProject install(String name, String script) throws Exception {
        Path target = Files.createDirectories(Path.of("target", name)).toAbsolutePath();
        Path source = Path.of(Objects.requireNonNull(PythonProject.class.getResource("/" + name))
                .toURI());
        for (String file : List.of("requirements.txt", script)) {
            Files.copy(source.resolve(file), target.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        PythonProject project = new PythonProject(target);
        Path wanted = target.resolve("requirements.txt");
        Path installed = target.resolve("venv/installed.txt");
        if (!Files.exists(installed) || Files.mismatch(wanted, installed) >= 0) {
            assumeTrue(
                    Receivers.isThere("python3") && project.run("python3", "-m", "venv", "venv") == 0,
                    "SKIPPED: python3 with venv is not here, so " + name + " was not tried");
            assertThat(project.run(
                            target.resolve("venv/bin/pip").toString(), "install", "-q", "-r", "requirements.txt"))
                    .as("pip install, see %s", target)
                    .isZero();
            Files.copy(wanted, installed, StandardCopyOption.REPLACE_EXISTING);
        }
        return project;
    }

    /** Returns when it runs; what it prints goes to the file. */
    public Process start(String script, Map<String, String> environment, Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        directory.resolve("venv/bin/python").toString(), script)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("install.txt").toFile())
                .start();
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        return ended ? process.exitValue() : -1;
    }
}
