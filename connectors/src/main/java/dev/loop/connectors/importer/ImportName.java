package dev.loop.connectors.importer;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;

/**
 * Names an import by the name and the content of its file, whether compressed or not, wherever it lies. The same file
 * again is the same import; another file is another import, even with equal rows.
 */
final class ImportName {

    private static final int BUFFER = 1 << 16;

    /** Reads the file to its end once more. */
    static String of(Path file) {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
            raw.mark(2);
            boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
            raw.reset();
            MessageDigest digest = sha256();
            byte[] buffer = new byte[BUFFER];
            InputStream in = gzip ? new GZIPInputStream(raw, BUFFER) : raw;
            int read;
            while ((read = in.read(buffer)) > 0) {
                digest.update(buffer, 0, read);
            }
            return named(file.getFileName().toString().replaceFirst("\\.gz$", ""), digest);
        } catch (IOException e) {
            throw new ImportException("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Names input that can be read only once, such as a pipe, by its beginning. */
    static String ofStart(String name, String start) {
        MessageDigest digest = sha256();
        digest.update(start.getBytes(StandardCharsets.UTF_8));
        return named(name, digest);
    }

    private static String named(String name, MessageDigest digest) {
        return name + "#" + HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), 8));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private ImportName() {}
}
