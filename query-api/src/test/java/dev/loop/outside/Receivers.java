package dev.loop.outside;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The receivers that the dashboard gives to copy, started as they are. */
public final class Receivers {

    private static final Duration LONGEST_START = Duration.ofSeconds(30);

    /** Returns whether the interpreter is installed. */
    public static boolean isThere(String interpreter) throws InterruptedException {
        try {
            return new ProcessBuilder(List.of(command(interpreter), "--version"))
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }

    /**
     * Copies one and starts it.
     *
     * @param printed gets what it prints
     */
    public static Process start(Path directory, String interpreter, String name, String secret, int port, Path printed)
            throws IOException {
        Path file = directory.resolve(name);
        try (InputStream source = Receivers.class.getResourceAsStream("/dev/loop/api/dashboard/handlers/" + name)) {
            Files.write(file, Objects.requireNonNull(source, name).readAllBytes());
        }
        List<String> command = new ArrayList<>(List.of(command(interpreter), file.toString()));
        // The receivers print UTF-8 wherever the tests run.
        if (interpreter.equals("java")) {
            command.add(1, "-Dfile.encoding=UTF-8");
        }
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(printed.toFile());
        builder.environment().put("SECRET", secret);
        builder.environment().put("PORT", Integer.toString(port));
        builder.environment().put("PYTHONUTF8", "1");
        return builder.start();
    }

    public static void awaitListening(int port) {
        await().atMost(LONGEST_START).until(() -> listens(port));
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Java as the tests are run by. */
    private static String command(String interpreter) {
        return interpreter.equals("java")
                ? Path.of(System.getProperty("java.home"), "bin", "java").toString()
                : interpreter;
    }

    private Receivers() {}
}
