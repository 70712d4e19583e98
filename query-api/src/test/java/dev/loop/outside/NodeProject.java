package dev.loop.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A directory of the test resources with a {@code package.json}, installed. Needs {@code node} and {@code npm}. */
public final class NodeProject {

    private static final int PATIENCE_SECONDS = 120;

    private final Path directory;

    private NodeProject(Path directory) {
        this.directory = directory;
    }

    /** Skips the test, loudly, where there is no Node; or no network, unless on a build server, which has to have one. */
    public static NodeProject install(String name, String... scripts)
            throws IOException, InterruptedException, URISyntaxException {
        assumeTrue(runs("node") && runs("npm"), "SKIPPED: node and npm are not here, so " + name + " was not tried");
        Path target = Files.createDirectories(Path.of("target", name));
        Path source = Path.of(Objects.requireNonNull(NodeProject.class.getResource("/" + name))
                .toURI());
        var files = new ArrayList<>(List.of("package.json", "package-lock.json"));
        files.addAll(List.of(scripts));
        for (String file : files) {
            Files.copy(source.resolve(file), target.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        NodeProject project = new NodeProject(target);
        project.installDependencies();
        return project;
    }

    /** Skips the test, loudly, where there is no Node. Installs nothing. */
    static NodeProject in(Path directory) throws InterruptedException {
        assumeTrue(runs("node"), "SKIPPED: node is not here, so " + directory.getFileName() + " was not tried");
        return new NodeProject(directory);
    }

    /** Installs what the lock file names, unless that is there. */
    void installDependencies() throws IOException, InterruptedException {
        if (Files.exists(directory.resolve("node_modules/.package-lock.json"))) {
            return;
        }
        assumeTrue(runs("npm"), "SKIPPED: npm is not here, so " + directory.getFileName() + " was not tried");
        Run run = run(new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"), Map.of());
        assumeTrue(
                run.exitValue() == 0 || System.getenv("CI") != null,
                "SKIPPED: npm could not install " + directory.getFileName() + ": " + run.printed());
        assertThat(run.exitValue()).as(run.printed()).isZero();
    }

    /** The exit status of a program, and its output. */
    public record Run(int exitValue, String printed) {}

    /** Runs a script to its end. */
    public Run run(String script, Map<String, String> environment) throws IOException, InterruptedException {
        return run(List.of(script), environment);
    }

    /** Runs Node with arguments to its end. */
    public Run run(List<String> arguments, Map<String, String> environment) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("node"));
        command.addAll(arguments);
        return run(new ProcessBuilder(command), environment);
    }

    /** Returns when it runs; what it prints goes to the file. */
    public Process start(String script, Map<String, String> environment, Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("node", script)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private Run run(ProcessBuilder builder, Map<String, String> environment) throws IOException, InterruptedException {
        Path output = Files.createTempFile("node", ".txt");
        try {
            builder.environment().putAll(environment);
            Process process = builder.directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly().waitFor();
            String printed = Files.readString(output);
            assertThat(ended)
                    .as("%s took too long: %s", builder.command(), printed)
                    .isTrue();
            return new Run(process.exitValue(), printed);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static boolean runs(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
