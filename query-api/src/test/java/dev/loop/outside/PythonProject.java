package dev.loop.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A directory of the test resources with a {@code requirements.txt}, installed into an environment of its own. */
public final class PythonProject {

    private static final int PATIENCE_SECONDS = 300;

    private final Path directory;

    private PythonProject(Path directory) {
        this.directory = directory;
    }

    /** Skips the test, loudly, where there is no Python with {@code venv}. */
    public static PythonProject install(String name) throws Exception {
        Path target = Files.createDirectories(Path.of("target", name)).toAbsolutePath();
        Path source = Path.of(Objects.requireNonNull(PythonProject.class.getResource("/" + name))
                .toURI());
        List<Path> files;
        try (Stream<Path> found = Files.walk(source)) {
            files = found.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Path copy = target.resolve(source.relativize(file));
            Files.createDirectories(Objects.requireNonNull(copy.getParent()));
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
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

    /** Runs a script to its end, a notebook of IPython by that; what it prints goes to the file. Returns its status. */
    public int run(String script, Map<String, String> environment, Path output)
            throws IOException, InterruptedException {
        Process process = script.endsWith(".ipy")
                ? start(List.of("-m", "IPython", "--colors=nocolor", script), environment, output)
                : start(script, environment, output);
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        return ended ? process.exitValue() : -1;
    }

    /** Returns when it runs; what it prints goes to the file. */
    public Process start(String script, Map<String, String> environment, Path output) throws IOException {
        return start(List.of(script), environment, output);
    }

    private Process start(List<String> arguments, Map<String, String> environment, Path output) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(directory.resolve("venv/bin/python").toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
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
