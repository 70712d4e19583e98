package dev.loop.abuse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Schemathesis (schemathesis.io), from PyPI, over {@code /openapi.yaml} of a running Loop: every call, every parameter,
 * valid and nearly valid values; then calls that follow from one another. Its Python packages are kept in
 * {@code target}.
 */
final class Fuzzer {

    private static final Path DIRECTORY = Path.of("target", "fuzz").toAbsolutePath();
    private static final Path PROGRAM = DIRECTORY.resolve("venv/bin/schemathesis");
    private static final Path NICE = Path.of("/usr/bin/nice");
    private static final List<String> FILES = List.of("loop_hooks.py", "schemathesis.toml", "fuzz-requirements.txt");
    private static final String DESCRIPTION = "openapi.yaml";
    private static final int LONGEST_ANSWER_SECONDS = 10;

    /**
     * Checks that would complain of valid answers: a description of types alone cannot tell whether such values are
     * right.
     */
    private static final String NOT_TRUE_HERE = "negative_data_rejection,positive_data_acceptance";

    /** A live stream has no end to wait for. */
    private static final String ENDLESS = "streamFeedback";

    private final URI address;
    private final String key;
    private final String keysInUse;

    /**
     * Reads the description now, since the server may be busy later.
     *
     * @param key the name of what it calls with
     * @param keysInUse ids of the keys that it must not revoke
     */
    Fuzzer(Scene scene, String key, List<String> keysInUse) {
        this.address = scene.loop.address();
        this.key = scene.key(key);
        this.keysInUse = String.join(" ", keysInUse);
        try {
            Files.writeString(
                    DIRECTORY.resolve(DESCRIPTION),
                    scene.call("GET", "/openapi.yaml", "none", "").body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns why the tool is unavailable; empty if it is ready. */
    static Optional<String> unavailable() {
        try {
            Files.createDirectories(DIRECTORY);
            for (String file : FILES) {
                try (InputStream in = Fuzzer.class.getResourceAsStream("/abuse/" + file)) {
                    Files.copy(in, DIRECTORY.resolve(file), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            if (Files.isExecutable(PROGRAM)) {
                return Optional.empty();
            }
            Path log = DIRECTORY.resolve("install.log");
            String install = "python3 -m venv venv && venv/bin/python -m pip install -q -r fuzz-requirements.txt";
            Process process = new ProcessBuilder("sh", "-c", install)
                    .directory(DIRECTORY.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            boolean ended = process.waitFor(5, TimeUnit.MINUTES);
            process.destroyForcibly();
            return ended && process.exitValue() == 0
                    ? Optional.empty()
                    : Optional.of(
                            "Schemathesis cannot be installed (it takes python3 with venv, and PyPI): see " + log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * The result of a run.
     *
     * @param failed whether there is an answer that must not be
     * @param said all that it printed, with the seed, and calls of curl that show what failed again
     */
    record Run(boolean failed, String said) {

        /** Returns the lines of the summary. */
        String summary() {
            int at = said.lastIndexOf("= SUMMARY =");
            return at < 0 ? said : said.substring(at + "= SUMMARY =".length()).replaceFirst("^=+", "");
        }
    }

    /** Runs two thirds of the time call by call, and one third with calls that follow from one another. */
    Run run(int seconds, long seed, Optional<String> rate) {
        Run calls = run("examples,coverage,fuzzing", Math.max(1, seconds * 2 / 3), seed, rate);
        Run flows = run("stateful", Math.max(1, seconds / 3), seed, rate);
        return new Run(
                calls.failed() || flows.failed(),
                calls.said() + "\n\n" + flows.said() + "\n= SUMMARY =\nCall by call:\n" + calls.summary()
                        + "\nCalls that follow from one another:\n" + flows.summary());
    }

    private Run run(String phases, int seconds, long seed, Optional<String> rate) {
        Path out = DIRECTORY.resolve("fuzz-" + phases.split(",")[0] + ".out");
        List<String> command = new ArrayList<>(List.of(
                PROGRAM.toString(),
                "--config-file",
                "schemathesis.toml",
                "run",
                DESCRIPTION,
                "--url",
                address.toString(),
                "--header",
                "Authorization: Bearer " + key,
                "--phases",
                phases,
                "--max-time",
                "" + seconds,
                "--seed",
                "" + seed,
                "--checks",
                "all",
                "--exclude-checks",
                NOT_TRUE_HERE,
                "--exclude-operation-id",
                ENDLESS,
                "--max-response-time",
                "" + LONGEST_ANSWER_SECONDS,
                "--request-timeout",
                "" + 2 * LONGEST_ANSWER_SECONDS));
        command.addAll(List.of("--continue-on-failure", "--no-shrink", "--no-color", "--warnings", "off"));
        command.addAll(List.of("--suppress-health-check", "all", "--generation-database", "none"));
        rate.ifPresent(most -> command.addAll(List.of("--rate-limit", most)));
        // The fuzzer computes on the server's machine, where a stranger would use one of their own.
        if (Files.isExecutable(NICE)) {
            command.addAll(0, List.of(NICE.toString(), "-n", "19"));
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(DIRECTORY.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().put("SCHEMATHESIS_HOOKS", "loop_hooks");
        builder.environment().put("PYTHONPATH", DIRECTORY.toString());
        builder.environment().put("LOOP_KEYS_IN_USE", keysInUse);
        builder.environment().put("LC_ALL", "C.UTF-8");
        try {
            Process process = builder.start();
            Thread hook = new Thread(process::destroyForcibly);
            Runtime.getRuntime().addShutdownHook(hook);
            boolean ended = process.waitFor(seconds + 300L, TimeUnit.SECONDS);
            process.destroyForcibly();
            Runtime.getRuntime().removeShutdownHook(hook);
            String said = Files.readString(out);
            return new Run(!ended || process.exitValue() != 0, said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Returns the seed of the option, or another one each time. */
    static long seed() {
        return Long.getLong("loop.fuzz.seed", System.nanoTime() % 1_000_000_007L);
    }
}
