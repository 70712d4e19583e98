package dev.loop.e2e;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * {@code loop up} in a process of its own, as {@link PackedProgram} has it. What it prints and logs is kept. Closing it
 * kills it, and fails if it is to be {@linkplain #quiet quiet} and has logged a warning or an error.
 */
public final class RunningLoop implements AutoCloseable {

    public static final String SECRET_KEY = "sk_0123456789abcdefghij";
    public static final String PUBLISHABLE_KEY = "pk_0123456789abcdefghij";

    private static final @Nullable String SCRIPT = System.getProperty("loop.script");

    /** The master key, shared by all processes of a cluster. */
    static final String MASTER_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    /** A start waits for its stores. Many million items after a kill take longer: {@code -Dloop.start.seconds}. */
    private static final Duration LONGEST_START = Duration.ofSeconds(Integer.getInteger("loop.start.seconds", 90));

    private static final Duration LONGEST_STOP = Duration.ofSeconds(40);
    /** The exit status of a JVM that was ended by SIGTERM, after its shutdown hooks. */
    private static final int ENDED_BY_SIGTERM = 128 + 15;

    /** Lines that tell of a machine on which many tests run at once, and not of the program. */
    private static final List<String> HARMLESS = List.of(
            // A machine so busy that a heartbeat of the broker to itself came late: told, and made up for.
            "controller event queue overloaded",
            "sent a heartbeat request but received error REQUEST_TIMED_OUT",
            "Exceptionally slow controller event");

    private static final Pattern FAULT = Pattern.compile("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} (WARN|ERROR) .*");

    private final Process process;
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<Thread> readers;
    private final long startedAt = System.nanoTime();
    private boolean quiet;

    private RunningLoop(Process process) {
        this.process = process;
        this.readers = List.of(
                reader(new BufferedReader(process.inputReader(StandardCharsets.UTF_8)), out),
                reader(
                        new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8)),
                        log));
    }

    /** Returns when it says that it is up. */
    public static RunningLoop up(Path data, String... options) {
        RunningLoop loop = begin(data, options);
        loop.awaitUp();
        return loop;
    }

    /** Returns at once: the program may still be starting, or refuse to. */
    public static RunningLoop begin(Path data, String... options) {
        return begin(data, Map.of(), options);
    }

    /** Starts as {@link #up}, with more in its environment. */
    public static RunningLoop up(Path data, Map<String, String> variables, String... options) {
        RunningLoop loop = begin(data, variables, options);
        loop.awaitUp();
        return loop;
    }

    /** Starts as {@link #begin(Path, String...)}, with more in its environment. */
    public static RunningLoop begin(Path data, Map<String, String> variables, String... options) {
        List<String> arguments = new ArrayList<>(List.of("up", "--data", data.toString()));
        arguments.addAll(List.of(options));
        // One that others are to reach has to be where it says.
        if (!arguments.contains("--advertise") && !arguments.contains("--port")) {
            arguments.addAll(List.of("--port", "0"));
        }
        return new RunningLoop(start(arguments, variables));
    }

    /** Runs another command, to its end. */
    public static Ended command(String... arguments) {
        return command(Duration.ofMinutes(2), arguments);
    }

    /** Runs another command, to its end, which has to come within this time. */
    public static Ended command(Duration atMost, String... arguments) {
        return new RunningLoop(start(List.of(arguments), Map.of())).awaitEnd(atMost);
    }

    /** The result of a command. */
    public record Ended(int status, List<String> out, List<String> err, Duration took) {
        public String all() {
            return String.join("\n", out) + "\n" + String.join("\n", err);
        }
    }

    private static Process start(List<String> arguments, Map<String, String> variables) {
        // The loop script in place of the classes under test, with the heap and the options that a user has.
        List<String> command = new ArrayList<>(
                SCRIPT == null
                        ? PackedProgram.command()
                        : List.of(Path.of(SCRIPT).toAbsolutePath().toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("LOOP_"));
        builder.environment().put("LOOP_SECRET_KEY", SECRET_KEY);
        builder.environment().put("LOOP_PUBLISHABLE_KEY", PUBLISHABLE_KEY);
        if (arguments.contains("--kafka")) {
            builder.environment().put("LOOP_MASTER_KEY", MASTER_KEY);
        }
        builder.environment().putAll(variables);
        try {
            Process process = builder.start();
            // A test that is cancelled leaves no process behind.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return process;
        } catch (IOException e) {
            throw new IllegalStateException("Java cannot be started: " + e, e);
        }
    }

    private static Thread reader(BufferedReader lines, List<String> to) {
        Thread thread = new Thread(
                () -> {
                    try {
                        lines.lines().forEach(to::add);
                    } catch (UncheckedIOException ended) {
                        // The pipe of a killed process may be closed in the middle of a read.
                    }
                },
                "reader");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void awaitUp() {
        try {
            await().atMost(LONGEST_START)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> printed("Ctrl-C stops it").isPresent() || !process.isAlive());
        } catch (ConditionTimeoutException late) {
            process.destroyForcibly();
            throw new IllegalStateException("It was not up within " + LONGEST_START + ":\n" + all(), late);
        }
        if (!process.isAlive()) {
            throw new IllegalStateException("It ended with " + process.exitValue() + ":\n" + all());
        }
    }

    public Duration sinceStart() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    /** The rest of the line that it printed with this beginning. */
    private Optional<String> printed(String beginning) {
        return out.stream()
                .filter(line -> line.startsWith(beginning))
                .map(line -> line.substring(beginning.length()).strip())
                .findFirst();
    }

    public URI address() {
        return URI.create(printed("Loop is at").orElseThrow().split(" ", 2)[0]);
    }

    /** Returns the settings that Loop gives for clients of its own Kafka. */
    public Map<String, Object> kafka() {
        Properties properties = new Properties();
        try (var file =
                Files.newBufferedReader(Path.of(printed("  for clients").orElseThrow()), StandardCharsets.UTF_8)) {
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, Object> settings = new HashMap<>();
        properties.forEach((name, value) -> settings.put(name.toString(), value));
        return settings;
    }

    /** The line of a file that it names: how to read the tables. */
    String postgres() {
        String line = printed("  with password").orElseThrow();
        try {
            return Files.readString(Path.of(line.replaceFirst("^.*cat (.*)\\)\"$", "$1")))
                    .strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LoopClient client() {
        return new LoopClient(address(), SECRET_KEY);
    }

    public List<String> out() {
        return out;
    }

    /** Warnings and errors that a healthy run has none of. */
    public List<String> complaints() {
        return log.stream()
                .filter(line -> HARMLESS.stream().noneMatch(line::contains))
                .toList();
    }

    /** @param now whether nothing happens that the program should warn of: it is started, stopped, killed, and used */
    public RunningLoop quiet(boolean now) {
        quiet = now;
        return this;
    }

    private String all() {
        return String.join("\n", out) + "\n" + String.join("\n", log);
    }

    /** Returns the process that this one has started to run a class; empty while there is none. */
    Optional<ProcessHandle> child(String mainClass) {
        return process.children()
                .filter(child -> child.info().commandLine().orElse("").contains(mainClass))
                .findFirst();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** Bytes on its heap that something still refers to, after a whole collection. */
    public long liveHeap() {
        diagnose("GC.run");
        Matcher used = Pattern.compile("heap\\s+total \\d+K, used (\\d+)K").matcher(diagnose("GC.heap_info"));
        if (!used.find()) {
            throw new IllegalStateException("No heap is told of");
        }
        return Long.parseLong(used.group(1)) << 10;
    }

    private String diagnose(String command) {
        try {
            Process jcmd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(process.pid()),
                            command)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (jcmd.waitFor() != 0) {
                throw new IllegalStateException(said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends the process like a power cut: no goodbye, nothing flushed. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd(LONGEST_STOP);
    }

    /** Sends the signal of Ctrl-C, without waiting for the end. */
    public void askToStop() {
        process.destroy();
    }

    /** Stops the process as Ctrl-C does. */
    public Ended stop() {
        long begin = System.nanoTime();
        askToStop();
        Ended ended = awaitEnd(LONGEST_STOP);
        if (ended.status() != ENDED_BY_SIGTERM) {
            throw new AssertionError("It stopped with " + ended.status() + ":\n" + ended.all());
        }
        return new Ended(0, ended.out(), ended.err(), Duration.ofNanos(System.nanoTime() - begin));
    }

    public Ended awaitEnd(Duration atMost) {
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("It did not end within " + atMost + ":\n" + all());
            }
            for (Thread reader : readers) {
                reader.join();
            }
            return new Ended(process.exitValue(), List.copyOf(out), List.copyOf(log), sinceStart());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
        List<String> faults = complaints().stream()
                .filter(line -> FAULT.matcher(line).matches())
                .toList();
        if (quiet && !faults.isEmpty()) {
            throw new AssertionError(
                    "Nothing was to be warned of, and these lines were logged:\n" + String.join("\n", faults));
        }
    }
}
