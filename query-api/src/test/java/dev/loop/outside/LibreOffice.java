package dev.loop.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * LibreOffice without a window, asked over its own interface by a script in Python. Debian: {@code libreoffice-calc-nogui
 * libreoffice-base-nogui libreoffice-sdbc-postgresql python3-uno}.
 */
public final class LibreOffice {

    private static final String SOFFICE = "/usr/bin/soffice";
    /** The one that knows {@code uno}: another Python may come first on the path. */
    private static final String PYTHON = "/usr/bin/python3";

    private static final int PATIENCE_SECONDS = 180;

    private final Path script;
    private final Path directory;

    private LibreOffice(Path script, Path directory) {
        this.script = script;
        this.directory = directory;
    }

    /** Skips the test, loudly, where it is not installed. */
    public static LibreOffice find(Path directory) throws IOException, InterruptedException, URISyntaxException {
        boolean present = Files.isExecutable(Path.of(SOFFICE))
                && Files.isExecutable(Path.of(PYTHON))
                && new ProcessBuilder(PYTHON, "-c", "import uno").start().waitFor() == 0;
        if (!present) {
            System.err.println("SKIPPED: LibreOffice is not here, so what it reads was not looked at (apt install"
                    + " libreoffice-calc-nogui libreoffice-base-nogui libreoffice-sdbc-postgresql python3-uno)");
        }
        assumeTrue(present, "no LibreOffice");
        Path script = Path.of(Objects.requireNonNull(LibreOffice.class.getResource("/outside-office/office.py"))
                .toURI());
        return new LibreOffice(script, directory);
    }

    /**
     * The cells of the sheet that it makes of a CSV: numbers, texts, null where there is nothing.
     *
     * @param texts how many columns at the beginning are texts, whatever they look like
     */
    public JsonNode sheet(Path csv, int texts) throws IOException, InterruptedException {
        return run(Map.of(), "csv", csv.toUri().toString(), String.valueOf(texts));
    }

    /** {@code rows} of a query, as text, and the {@code tables} that it offers. */
    public JsonNode query(String host, int port, String user, String password, String sql)
            throws IOException, InterruptedException {
        return run(Map.of("OFFICE_PASSWORD", password), "sql", host, String.valueOf(port), user, sql);
    }

    private JsonNode run(Map<String, String> variables, String... arguments) throws IOException, InterruptedException {
        Path printed = Files.createTempFile(directory, "office", ".json");
        Path said = Files.createTempFile(directory, "office", ".txt");
        List<String> command = new ArrayList<>(List.of(PYTHON, script.toString(), SOFFICE, directory.toString()));
        command.addAll(List.of(arguments));
        var builder =
                new ProcessBuilder(command).redirectOutput(printed.toFile()).redirectError(said.toFile());
        builder.environment().putAll(variables);
        Process process = builder.start();
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        assertThat(ended)
                .as("%s took too long: %s", command, Files.readString(said))
                .isTrue();
        assertThat(process.exitValue()).as("%s", Files.readString(said)).isZero();
        return new ObjectMapper().readTree(printed.toFile());
    }
}
